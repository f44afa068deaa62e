//! Godown: the flipkart room.
