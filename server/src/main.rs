//! The `landinghub` binary.

fn main() -> std::process::ExitCode {
    landinghub_server::cli::main()
}
