//! Rules of this room.
