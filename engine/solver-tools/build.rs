//! Says in one line what is missing to build the solver, before its own build fails at length:
//! without `libclang`, that would be after minutes of compiling.

use std::env;
use std::ffi::OsString;
use std::process::{Command, Stdio};

const REMEDY: &str = "install it (Debian: `apt install cmake libclang-dev`), \
    or run `eval \"$(python3 tests/run.py --env)\"` for both without root, \
    or leave the solver out: `--no-default-features --features cli`";

fn main() {
    // Asked once per target directory: when the solver is built, its tools may go.
    println!("cargo::rerun-if-changed=build.rs");
    let mut missing = Vec::new();
    if !has_cmake() {
        missing.push("cmake");
    }
    // The search of the bindings generator itself, so the two cannot disagree.
    if clang_sys::load().is_err() {
        missing.push("libclang");
    }
    if !missing.is_empty() {
        let missing = missing.join(" and ");
        println!("cargo::error=building the solver HiGHS needs {missing}: {REMEDY}");
    }
}

fn has_cmake() -> bool {
    let cmake = cmake_by_environment().unwrap_or_else(|| OsString::from("cmake"));
    let mut version = Command::new(cmake);
    version
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

/// The names that the `cmake` crate reads, in its order.
fn cmake_by_environment() -> Option<OsString> {
    let target = env::var("TARGET").expect("cargo tells a build script its target");
    let host = env::var("HOST").expect("cargo tells a build script its host");
    let side = if host == target {
        "HOST_CMAKE"
    } else {
        "TARGET_CMAKE"
    };
    let exact = format!("CMAKE_{target}");
    let underscored = exact.replace('-', "_");
    [exact.as_str(), &underscored, side, "CMAKE"]
        .into_iter()
        .find_map(env::var_os)
}
