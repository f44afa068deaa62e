//! Godown: the store room.
