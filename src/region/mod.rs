//! The article's shape: where on the page it stands (`run`), and what it is made of (`parts`).
//!
//! Both look at the page as a whole, at the probabilities that the judge gave its texts, and never at a site's rule.

pub(crate) mod body;
pub(crate) mod copies;
pub(crate) mod next;
pub(crate) mod parts;
pub(crate) mod run;
pub(crate) mod said;

pub(crate) use self::parts::Parts;
pub(crate) use self::run::{Region, Regions};
