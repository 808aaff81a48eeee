//! `portcullis`: what the law of a day requires of a transfer, why, and what is still unknown.

fn main() -> std::process::ExitCode {
    portcullis::main()
}
