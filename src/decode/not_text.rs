//! Files that are no text at all, whatever their name says.

/// How files of other kinds start (MIME Sniffing standard, §6, and some more).
const MAGIC: [(&[u8], &str); 17] = [
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP, WAV or AVI)"),
    (b"\0\0\x01\0", "an icon"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed data"),
    (b"BZh", "bzip2-compressed data"),
    (b"\xfd7zXZ\0", "xz-compressed data"),
    (b"PK\x03\x04", "a zip archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"OggS", "an Ogg file"),
];

/// What kind of binary file this is; none for anything that may be text. What starts with a tag is always text.
pub(super) fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    if bytes.trim_ascii_start().starts_with(b"<") {
        return None;
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(kind);
    }
    // The standard looks at 1,445 bytes, and one binary byte is enough for it; saved pages have some by accident.
    let start = &bytes[..bytes.len().min(1445)];
    let binary = start.iter().filter(|b| matches!(b, 0..=8 | 0xb | 0xe..=0x1a | 0x1c..=0x1f)).count();
    (binary > 3 && binary * 20 > start.len()).then_some("binary data")
}

#[cfg(test)]
mod tests {
    use super::looks_like;

    #[test]
    fn binary_files_are_told_from_text() {
        let noise: Vec<u8> = (0..600u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let rows: [(&str, &[u8], bool); 10] = [
            ("nothing", b"", false),
            ("one NUL", b"\0", false),
            ("a page", b"\n <p>x\0\0\0\0", false),
            ("words", b"Just some words.\x0c\nAnd more.", false),
            ("words in a legacy encoding", b"\xcf\xf0\xe8\xe2\xe5\xf2", false),
            ("ISO-2022-JP", b"\x1b$B9AD9$O\x1b(B", false),
            ("a PDF", b"%PDF-1.4\n", true),
            ("gzip", b"\x1f\x8b\x08\x00", true),
            ("zeros", &[0; 64], true),
            ("noise", &noise, true),
        ];
        for (what, bytes, binary) in rows {
            assert_eq!(looks_like(bytes).is_some(), binary, "{what}");
        }
    }
}
