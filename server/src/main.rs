//! The `landinghub` binary.

fn main() {}
