//! dehusk for Python: conversions and nothing else. What a caller sees is made of this in `python/dehusk/`.
#![forbid(unsafe_code)]

mod article;
mod core;
mod error;
mod explanation;
mod input;
mod pages;
mod rules;

/// The part of dehusk that is written in Rust.
#[pyo3::pymodule(gil_used = false)]
mod _dehusk {
    use dehusk::{CODES, CodeOf, Format, Layer, Limits, Policies};
    use pyo3::prelude::*;
    use pyo3::types::{PyDict, PyModule};

    use super::core::CPU_SECONDS;

    #[pymodule_export]
    use super::article::Article;
    #[pymodule_export]
    use super::core::Core;
    #[pymodule_export]
    use super::error::panicked;
    #[pymodule_export]
    use super::explanation::Explanation;
    #[pymodule_export]
    use super::pages::{Page, Pages};
    #[pymodule_export]
    use super::rules::{check, learn, rule_files, rules_of};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let py = module.py();
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("BUILTIN_RULES", Layer::builtin_hash())?;
        let policies = PyDict::new(py);
        for row in Policies::TABLE {
            policies.set_item(row.name, (row.choices.to_vec(), row.help()))?;
        }
        module.add("POLICIES", policies)?;
        let formats = PyDict::new(py);
        for format in Format::all() {
            let chosen = PyDict::new(py);
            for row in Policies::TABLE {
                chosen.set_item(row.name, row.chosen(&Policies::of(format)))?;
            }
            formats.set_item(format.name(), chosen)?;
        }
        module.add("FORMATS", formats)?;
        let codes = PyDict::new(py);
        for code in CODES {
            let of = match code.of {
                CodeOf::State => "state",
                CodeOf::Warning => "warning",
                CodeOf::Refusal => "refusal",
                CodeOf::LeftOut => "left-out",
                _ => "failure",
            };
            codes.set_item(code.name, (of, code.meaning))?;
        }
        module.add("CODES", codes)?;
        let (limits, given) = (PyDict::new(py), Limits::default());
        for row in Limits::TABLE {
            limits.set_item(row.name, row.of(&given))?;
        }
        limits.set_item(CPU_SECONDS.0, CPU_SECONDS.1)?;
        module.add("LIMITS", limits)
    }
}
