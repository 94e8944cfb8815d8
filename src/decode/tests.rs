//! One row a way to store a page. The sentences are long enough for a guess.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, KOI8_R, SHIFT_JIS, UTF_8};
use encoding_rs::{WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256};

use super::{Evidence, decode};
use crate::Page;
use crate::limits::{Limits, Refused};

const RUSSIAN: &str = "Смотритель маяка записал в журнал, что ночью ветер переменился и к утру стих.";
const JAPANESE: &str = "灯台守は日誌に、夜のあいだに風向きが変わり、朝には静かになったと書いた。";
const CHINESE: &str = "灯塔看守人在日志里写道，夜里风向变了，到早晨就平静下来，渔船又出海了。";
const TAIWANESE: &str = "燈塔看守人在日誌裡寫道，夜裡風向變了，到早晨就平靜下來，漁船又出海了。";
const KOREAN: &str = "등대지기는 밤사이 바람이 바뀌었고 아침에는 잠잠해졌다고 일지에 적었다.";
const GERMAN: &str = "Der Wärter schrieb, daß der Wind über Nacht drehte – „so früh wie nie“, fügte er hinzu.";
const POLISH: &str =
    "Latarnik zapisał, że w nocy wiatr się zmienił, a nad ranem ucichł zupełnie; łodzie wyszły w morze.";
const GREEK: &str = "Ο φαροφύλακας έγραψε ότι τη νύχτα ο άνεμος άλλαξε και το πρωί κόπασε εντελώς.";
const TURKISH: &str = "Fener bekçisi, gece rüzgârın döndüğünü ve sabaha karşı dindiğini yazdı, ışığı söndürdü.";
const HEBREW: &str = "שומר המגדלור כתב ביומן שהרוח התחלפה בלילה ונרגעה לקראת הבוקר.";
const ARABIC: &str = "كتب حارس المنارة في السجل أن الريح تغيرت ليلا ثم هدأت مع الصباح.";

const LANGUAGES: [(&Encoding, &str); 15] = [
    (WINDOWS_1250, POLISH),
    (WINDOWS_1251, RUSSIAN),
    (WINDOWS_1252, GERMAN),
    (WINDOWS_1253, GREEK),
    (WINDOWS_1254, TURKISH),
    (WINDOWS_1255, HEBREW),
    (WINDOWS_1256, ARABIC),
    (KOI8_R, RUSSIAN),
    (SHIFT_JIS, JAPANESE),
    (EUC_JP, JAPANESE),
    (ISO_2022_JP, JAPANESE),
    (GBK, CHINESE),
    (GB18030, CHINESE),
    (BIG5, TAIWANESE),
    (EUC_KR, KOREAN),
];

fn page(head: &str, text: &str) -> String {
    format!("<!DOCTYPE html><html><head>{head}<title>Log</title></head><body><p>{text}</p></body></html>")
}

fn bytes(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

/// The text comes out whole, and by that evidence.
fn assert_read(what: &str, page: Page<'_>, evidence: Evidence, expected: &str) {
    let text = decode(&page, &Limits::default()).expect("a page of text");
    assert!(text.text.contains(expected), "{what}: read as {}: {}", text.encoding, text.text);
    assert_eq!(text.evidence, Some(evidence), "{what}");
    assert!(!text.text.starts_with('\u{feff}'), "{what}");
}

#[test]
fn every_encoding_is_read_as_declared_by_its_meta() {
    for (encoding, text) in LANGUAGES {
        let html = page(&format!("<meta charset={}>", encoding.name()), text);
        assert_read(encoding.name(), Page::new(bytes(encoding, &html)), Evidence::Meta, text);
    }
}

#[test]
fn every_encoding_is_read_as_declared_by_the_header() {
    for (encoding, text) in LANGUAGES {
        let header = format!("text/html; Charset=\"{}\"", encoding.name());
        let page = Page::new(bytes(encoding, &page("<meta charset=utf-8>", text))).content_type(header);
        assert_read(encoding.name(), page, Evidence::Header, text);
    }
}

#[test]
fn every_encoding_is_guessed_without_a_label_and_under_the_wrong_one() {
    for (encoding, text) in LANGUAGES {
        for head in ["", "<meta charset=utf-8>"] {
            let html = page(head, &text.repeat(3));
            let what = format!("{} {head}", encoding.name());
            assert_read(&what, Page::new(bytes(encoding, &html)), Evidence::Guess, text);
        }
    }
}

#[test]
fn evidence_counts_in_this_order() {
    let marked = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
    let legacy = |head: &str| bytes(WINDOWS_1251, &page(head, RUSSIAN));
    let utf8 = |head: &str| bytes(UTF_8, &page(head, RUSSIAN));
    let late = format!("<!--{}-->", "x".repeat(100_000));
    let rows = [
        ("UTF-8 mark", marked(b"\xef\xbb\xbf", utf8("<meta charset=windows-1251>")), Evidence::Mark),
        ("UTF-16LE mark", marked(b"\xff\xfe", utf16(RUSSIAN, u16::to_le_bytes)), Evidence::Mark),
        ("UTF-16BE mark", marked(b"\xfe\xff", utf16(RUSSIAN, u16::to_be_bytes)), Evidence::Mark),
        ("UTF-16LE", utf16(&page("", RUSSIAN), u16::to_le_bytes), Evidence::Utf16),
        ("UTF-16BE", utf16(&page("", RUSSIAN), u16::to_be_bytes), Evidence::Utf16),
        ("valid UTF-8 under a wrong label", utf8("<meta charset=windows-1251>"), Evidence::Utf8),
        ("UTF-8, cut off in a character", utf8("")[..190].to_vec(), Evidence::Utf8),
        ("two metas", legacy("<meta charset=windows-1251><meta charset=big5>"), Evidence::Meta),
        ("a meta in a comment", legacy("<!--<meta charset=big5>--><meta charset=cp1251>"), Evidence::Meta),
        ("a meta in a script", legacy("<script>'<meta charset=big5>'</script><meta charset=cp1251>"), Evidence::Meta),
        ("a late meta", legacy(&format!("{late}<meta charset=windows-1251>")), Evidence::Meta),
        (
            "http-equiv, spaced out",
            legacy("<META HTTP-EQUIV='Content-Type' CONTENT='text/html ; CHARSET = \"windows-1251\" '>"),
            Evidence::Meta,
        ),
        ("content without http-equiv", legacy("<meta name=x content='charset=big5'>"), Evidence::Guess),
        ("an unknown label", legacy("<meta charset=rot13>"), Evidence::Guess),
        ("an XML declaration", marked(b"<?xml version=\"1.0\" encoding='windows-1251'?>", legacy("")), Evidence::Xml),
    ];
    for (what, bytes, evidence) in rows {
        assert_read(what, Page::new(bytes), evidence, &RUSSIAN[..31]);
    }
}

#[test]
fn ascii_is_ascii_whatever_it_claims() {
    for label in ["utf-16", "utf-7", "x-user-defined", "hz-gb-2312", "replacement", "../../etc", "windows-1251"] {
        let html = page(&format!("<meta charset='{label}'>"), "Plain words +ADw- \\u0041");
        assert_read(label, Page::new(html.as_bytes()), Evidence::Utf8, "Plain words +ADw- \\u0041");
    }
}

#[test]
fn the_top_level_domain_helps_the_guess() {
    let short = bytes(WINDOWS_1251, "<p>Ветер");
    assert_read("ru", Page::new(short).url("https://example.ru/x"), Evidence::Guess, "Ветер");
}

#[test]
fn strange_bytes_in_utf8_stay_strange_and_the_rest_is_read() {
    let html = [page("", &GERMAN.repeat(3)).as_bytes(), b"na\xefve \x93quote\x94"].concat();
    assert_read("pasted windows-1252", Page::new(html), Evidence::Utf8, "na\u{fffd}ve \u{fffd}quote\u{fffd}");
}

#[test]
fn what_is_too_large_or_no_text_is_refused() {
    let limits = Limits { bytes: 10, ..Limits::default() };
    let code = |bytes: &[u8]| decode(&Page::new(bytes), &limits).map_err(|refused| Refused::code(&refused)).err();
    assert_eq!(code(b"0123456789"), None);
    assert_eq!(code(b"0123456789a"), Some("too-many-bytes"));
    assert_eq!(code(b"%PDF-1.4"), Some("not-text"));
}

#[test]
fn what_is_text_already_is_taken_as_it_is() {
    let html = "\u{feff}<meta charset=koi8-r>\x1b$B%F%9%H\x1b(B Grüße";
    let page = Page::text(html).content_type("text/html; charset=windows-1251");
    let text = decode(&page, &Limits::default()).expect("a text");
    assert_eq!((&*text.text, text.evidence), (&html[3..], None));
    let escape = "<p>\x1b$B%F%9%H\x1b(B</p>";
    assert_ne!(decode(&Page::new(escape.as_bytes()), &Limits::default()).expect("a text").text, escape);
    assert_eq!(decode(&Page::text(escape), &Limits::default()).expect("a text").text, escape);
    let (long, pdf) = (Page::text("<p>too long"), Page::text("%PDF-1.4"));
    assert_eq!(decode(&long, &Limits::default().bytes(10)).err(), Some(Refused::Bytes { limit: 10 }));
    assert!(matches!(decode(&pdf, &Limits::default()), Err(Refused::NotText { .. })));
}
