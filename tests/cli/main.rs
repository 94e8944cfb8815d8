//! The command line, from the outside: the built `dehusk` in a folder of its own, and what it writes, says and returns.

mod archives;
mod batch;
mod exit_codes;
mod explain;
mod faults;
mod help;
mod inputs;
mod inputs_stay;
mod isolate;
mod outputs;
#[cfg(feature = "parquet")]
mod parquet;
mod pictures;
mod resume;
mod rules;
mod rules_check;
mod rules_health;
mod rules_import;
mod rules_learn;
mod rules_teach;
mod sandbox;
mod saved;
mod shells;
mod terminals;
mod traced;
