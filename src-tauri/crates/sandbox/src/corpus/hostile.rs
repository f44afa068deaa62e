//! Files nobody should trust.
