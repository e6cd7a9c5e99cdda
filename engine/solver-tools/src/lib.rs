//! Empty: this crate is its build script, which asks for the tools that the solver's build needs.
