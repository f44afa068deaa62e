//! Godown: the ops room.
