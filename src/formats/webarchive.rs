//! `.webarchive`, as Safari saves a page with all that belongs to it: a property list.

use std::io::Cursor;

use plist::Value;

use super::{Fault, Opened};

/// What a property list begins with, in its two forms.
const STARTS: [&[u8]; 2] = [b"bplist00", b"<?xml"];

/// The key of the page.
const MAIN: &[u8] = b"WebMainResource";

/// How far the key is looked for in a list that is text.
const HEAD: usize = 1 << 10;

/// Whether a file is one.
pub(super) fn is_web_archive(bytes: &[u8]) -> bool {
    let has_key = |bytes: &[u8]| memchr::memmem::find(bytes, MAIN).is_some();
    match STARTS.iter().position(|start| bytes.starts_with(start)) {
        Some(0) => has_key(bytes),
        Some(_) => has_key(&bytes[..bytes.len().min(HEAD)]),
        None => false,
    }
}

/// Takes the page out of it.
pub(super) fn open(bytes: &[u8]) -> Result<Opened, Fault> {
    let list = Value::from_reader(Cursor::new(bytes)).map_err(|_| Fault::Damaged)?;
    let main =
        list.as_dictionary().and_then(|list| list.get("WebMainResource")?.as_dictionary()).ok_or(Fault::NoHtml)?;
    let text = |key: &str| main.get(key).and_then(Value::as_string).map(str::to_owned);
    let bytes = main.get("WebResourceData").and_then(Value::as_data).ok_or(Fault::NoHtml)?.to_vec();
    let kind = text("WebResourceMIMEType").unwrap_or_else(|| "text/html".to_owned());
    let charset = text("WebResourceTextEncodingName").map(|name| format!("; charset={name}")).unwrap_or_default();
    Ok(Opened { bytes, url: text("WebResourceURL"), content_type: Some(kind + &charset), id: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_the_main_resource() {
        let page = "<key>WebResourceData</key><data>PHA+SGVsbG8=</data><key>WebResourceURL</key><string>https://a.example/</string>\
                    <key>WebResourceTextEncodingName</key><string>koi8-r</string>";
        let list = |inner: &str| format!("<?xml version=\"1.0\"?><plist version=\"1.0\"><dict>{inner}</dict></plist>");
        let saved = list(&format!("<key>WebMainResource</key><dict>{page}</dict>"));
        assert!(is_web_archive(saved.as_bytes()));
        let opened = open(saved.as_bytes()).expect("it has a page");
        assert_eq!((opened.bytes.as_slice(), opened.url.as_deref()), (&b"<p>Hello"[..], Some("https://a.example/")));
        assert_eq!(opened.content_type.as_deref(), Some("text/html; charset=koi8-r"));
        let rest = list("<key>WebMainResource</key><dict></dict>");
        assert!(matches!(open(rest.as_bytes()), Err(Fault::NoHtml)));
        assert!(matches!(open(&saved.as_bytes()[..90]), Err(Fault::Damaged)));
        assert!(!is_web_archive(b"<?xml version=\"1.0\"?><!DOCTYPE html><html>"));
    }
}
