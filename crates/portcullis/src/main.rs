//! `portcullis`: what the law of a day requires of a transfer, why, and what is still unknown.

/// Names are taken apart into many short texts on all cores at once; this keeps that off one lock.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    portcullis::main()
}
