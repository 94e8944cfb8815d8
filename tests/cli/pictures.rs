//! `--images files`: pictures that were saved with a page, beside its article.

use std::fs;

use crate::sandbox::{Sandbox, page};

/// A picture of so many dots a side; its last byte makes it another one.
pub(super) fn png(side: u32, last: u8) -> Vec<u8> {
    let size = side.to_be_bytes();
    let pixels = vec![7; 600];
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &size, &size, &pixels, &[last]].concat()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letters = |three: &[u8]| -> String {
        let bits = three.iter().fold(0_u32, |bits, &b| bits << 8 | u32::from(b)) << (8 * (3 - three.len()));
        (0..4)
            .map(|n| if n > three.len() { '=' } else { LETTERS[(bits >> (18 - 6 * n) & 63) as usize] as char })
            .collect()
    };
    bytes.chunks(3).map(letters).collect()
}

pub(super) fn data(kind: &str, bytes: &[u8]) -> String {
    format!("data:{kind};base64,{}", base64(bytes))
}

/// A page with pictures at these addresses below its first paragraph.
pub(super) fn with_pictures(word: &str, addresses: &[&str]) -> String {
    let pictures = addresses.iter().enumerate().map(|(n, src)| format!("<p><img alt='Picture {n}' src=\"{src}\"></p>"));
    page(word).replacen("</p>", &format!("</p>{}", pictures.collect::<String>()), 1)
}

/// The addresses of pictures in Markdown.
fn pictures(markdown: &str) -> Vec<String> {
    let behind = markdown.split("![").skip(1).filter_map(|rest| rest.split_once("](")?.1.split_once(')'));
    behind.map(|(address, _)| address.to_owned()).collect()
}

#[test]
fn pictures_in_a_page_a_folder_and_a_mail_are_written_once_each() {
    let sandbox = Sandbox::new("pictures_are_written_once_each");
    let (one, two, three) = (png(9, 1), png(9, 2), png(9, 3));
    let saved = with_pictures("Bree", &[&data("image/png", &one), "./b%20c_files/two.png", "b c_files/none.png"]);
    sandbox.file("pages/sub/b c.html", saved).file("pages/sub/b c_files/two.png", &two);
    sandbox.file("pages/sub/d.html", with_pictures("Combe", &[&data("image/jpeg", &one)]));
    let html = with_pictures("Archet", &["https://a.example/x/three.png", "cid:two@mail"]);
    let mail = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html\r\n\
         Content-Location: https://a.example/x/page\r\n\r\n{html}\r\n--B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: \
         base64\r\nContent-Location: https://a.example/x/three.png\r\n\r\n{}\r\n--B\r\nContent-Type: image/png\r\nContent-ID: \
         <two@mail>\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--B--\r\n",
        base64(&three),
        base64(&two)
    );
    sandbox.file("pages/a.mhtml", mail);
    let ran = sandbox.dehusk(&["pages", "-f", "markdown", "-o", "out", "--images", "files"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let files = sandbox.files("out");
    let made: Vec<&str> = files.iter().filter_map(|name| name.split_once("pictures/")).map(|parts| parts.1).collect();
    assert!(made.iter().all(|name| name.len() == 20 && name.ends_with(".png")), "{files:?}");
    assert_eq!(files.iter().filter(|name| name.starts_with("sub/pictures/")).count(), 2, "{files:?}");
    assert_eq!(made.len(), 4, "{files:?}");
    let held = |page: &str, folder: &str| -> Vec<Option<Vec<u8>>> {
        let found = pictures(&sandbox.read(format!("out/{page}")));
        found.iter().map(|address| fs::read(sandbox.root.join("out").join(folder).join(address)).ok()).collect()
    };
    assert_eq!(held("sub/b c.md", "sub"), [Some(one.clone()), Some(two.clone()), None]);
    assert_eq!(held("sub/d.md", "sub"), [Some(one)]);
    assert_eq!(held("a.mhtml.md", ""), [Some(three), Some(two)]);
}

#[test]
fn what_is_no_picture_of_dots_is_left_out_and_told() {
    let sandbox = Sandbox::new("pictures_left_out");
    let svg = data("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>");
    let (lie, dot) =
        (data("image/png", &[b"<script>".as_slice(), &[b'x'; 900]].concat()), data("image/png", &png(1, 1)));
    sandbox.file("a.html", with_pictures("Bree", &[&svg, &lie, &dot, &data("image/png", &png(9, 1))]));
    let ran = sandbox.dehusk(&["a.html", "-o", "out/", "-f", "html", "--images", "files"]);
    let html = sandbox.read("out/a.html");
    assert_eq!(sandbox.files("out").len(), 2, "{:?}", sandbox.files("out"));
    assert!(!html.contains("data:") && html.contains("Picture 1") && html.contains("pictures/"), "{html}");
    assert!(ran.err.contains("1 of its pictures are left out"), "{}", ran.err);
    let kept = sandbox.dehusk(&["a.html", "-f", "html"]).out;
    assert!(!kept.contains("data:"), "{kept}");
}

#[test]
fn a_stream_has_no_place_for_pictures() {
    let sandbox = Sandbox::new("pictures_in_a_stream");
    sandbox.file("a.html", page("Bree"));
    for (args, told) in [
        (&["a.html", "-f", "markdown"][..], "a stream has no such place"),
        (&["a.html", "-o", "a.jsonl"], "a stream has no such place"),
        (&["a.html", "-f", "html", "-o", "/dev/null"], "a stream has no such place"),
        (&["a.html", "-o", "a.txt"], "text has none"),
        (&["a.html", "-o", "a.md", "--isolate"], "does not go with --isolate"),
    ] {
        let ran = sandbox.dehusk(&[args, &["--images", "files"]].concat());
        assert_eq!((ran.code, ran.err.contains(told)), (Some(2), true), "{args:?}: {}", ran.err);
    }
    assert_eq!(sandbox.files("."), ["a.html"]);
}

#[test]
fn nothing_is_written_over_and_no_link_is_followed() {
    let sandbox = Sandbox::new("pictures_over_nothing");
    sandbox.file("a.html", with_pictures("Bree", &[&data("image/png", &png(9, 1))]));
    let strip = || sandbox.dehusk(&["a.html", "-o", "out/a.md", "--images", "files"]);
    fs::create_dir(sandbox.root.join("out")).expect("a folder can be made");
    assert_eq!(strip().code, Some(0));
    let name = sandbox.files("out").into_iter().find(|name| name.ends_with(".png")).expect("a picture");
    assert_eq!((strip().code, strip().err), (Some(0), String::new()));
    sandbox.file(format!("out/{name}"), "another");
    let ran = strip();
    assert!(ran.code == Some(0) && ran.err.contains("other files have their names"), "{}", ran.err);
    assert_eq!(sandbox.read(format!("out/{name}")), "another");
    #[cfg(unix)]
    {
        fs::remove_dir_all(sandbox.root.join("out/pictures")).expect("it is there");
        sandbox.file("else/x", "");
        std::os::unix::fs::symlink("../else", sandbox.root.join("out/pictures")).expect("a link can be made");
        assert_eq!(strip().code, Some(2));
        assert_eq!(sandbox.files("else"), ["x"]);
    }
}

#[test]
#[cfg(unix)]
fn only_the_folder_of_the_page_is_read() {
    let sandbox = Sandbox::new("pictures_of_the_folder");
    sandbox.file("secret.png", png(9, 4)).file("other_files/x.png", png(9, 4)).file("pages/a_files/b.png", png(9, 5));
    std::os::unix::fs::symlink("../../secret.png", sandbox.root.join("pages/a_files/link.png")).expect("a link");
    let addresses = [
        "a_files/../../secret.png",
        "a_files/link.png",
        "../other_files/x.png",
        "a_files/..%2f..%2fsecret.png",
        "/secret.png",
    ];
    sandbox.file("pages/a.html", with_pictures("Bree", &addresses));
    let ran = sandbox.dehusk(&["pages/a.html", "-o", "out/", "-f", "markdown", "--images", "files"]);
    assert_eq!((ran.code, sandbox.files("out")), (Some(0), vec!["a.md".to_owned()]));
}
