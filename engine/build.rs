//! Makes the build wait for `solver-tools`, which says in one line what the solver's build lacks.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
