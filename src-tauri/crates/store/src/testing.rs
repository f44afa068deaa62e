//! Shipments and stores for tests.
