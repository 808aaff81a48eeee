//! Whole commands: status, standard output and standard error.

mod bad_input;
mod rules;
mod run;
mod shared;
mod stream;
