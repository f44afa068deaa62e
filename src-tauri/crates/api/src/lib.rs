//! Godown: the api room.
