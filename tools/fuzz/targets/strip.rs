//! Any page gives an article or is refused, by the generic layer and by the rules of a site, and is told the same way
//! each time.
#![no_main]

use std::sync::LazyLock;

use dehusk::{Form, Page, RuleSet, Stripper};
use libfuzzer_sys::fuzz_target;

static STRIPPER: LazyLock<Stripper> = LazyLock::new(|| Stripper::new(RuleSet::builtin()));

fuzz_target!(|data: &[u8]| {
    for url in [None, Some("https://sputniknews.com/a.html")] {
        let mut page = Page::new(data);
        page.url = url.map(str::to_owned);
        let (Ok(article), Ok(told)) = (STRIPPER.strip(&page), STRIPPER.explain(&page)) else { continue };
        let (again, form) = (STRIPPER.strip(&page).expect("it was stripped before"), Form::default());
        assert_eq!(article.record("a", &form), again.record("a", &form));
        assert_eq!(article.warnings, told.warnings);
    }
});
