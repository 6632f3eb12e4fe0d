//! The program: everything is in the library, but for what gives out its memory.

/// glibc keeps what many readers at once took; jemalloc gives it back some seconds later. How it does that is told where it is built
/// (`.cargo/config.toml`). Only the program has it: what checks memory in tests brings its own.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    onrecord::cli::main()
}
