//! Gives the engine a stack of 8 MiB, as much as the program has on Linux; the linker's own choice is 1 MiB.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-link-arg-cdylib=-zstack-size=8388608");
}
