//! The examples of a library user's first ten minutes are run: each holds its own assertions.

/// Each example as a module, and a test that runs it.
macro_rules! examples {
    ($($name:ident $path:literal)*) => { $(
        #[path = $path]
        mod $name;
        #[test]
        fn $name() -> Result<(), Box<dyn std::error::Error>> {
            $name::main()
        }
    )* };
}

examples! {
    strip "../examples/strip.rs"
    own_rules "../examples/own_rules.rs"
    explain "../examples/explain.rs"
    threads "../examples/threads.rs"
    rcdom "../examples/rcdom.rs"
    warc "../examples/warc.rs"
}
