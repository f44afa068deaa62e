//! Godown: the documents room.
