//! Tests of importing CRM exports: small made-up exports for each oddity, arbitrary bytes, and a public data set if it is
//! there.

mod cli;
mod crm;
mod folders;
mod maven;
mod oddities;
mod refusals;
mod robust;
mod scenario;
