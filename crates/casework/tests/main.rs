//! The crate through its public doors.
