//! Empty: one more step between the question for the solver's tools and the engine.
//!
//! Of all that is ready to build, cargo starts what most other steps wait for. Without this crate
//! the question ties with the solver's own build script, and on two cores the solver may fail first,
//! at length.
