use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use crate::formats::raw::Raw;
use crate::formats::zstd;

/// A record with this text as its page. A wrong length is told instead of the right one.
fn record(text: &str, length: Option<&str>) -> Vec<u8> {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{text}");
    let length = length.map_or(answer.len().to_string(), str::to_owned);
    let head = "WARC/1.0\r\nWARC-Type: Response\r\nWARC-Target-URI: <https://example.org/a>\r\n";
    format!("{head}Content-Length: {length}\r\n\r\n{answer}\r\n\r\n").into_bytes()
}

fn other(kind: &str) -> Vec<u8> {
    format!("WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n").into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory can be written")
}

/// For each record of an archive the text of its page, or the code of its fault.
fn read(archive: Vec<u8>) -> Vec<String> {
    let stream = Stream::new(Raw::memory(archive), START).expect("memory can be read");
    let text = |content: Result<Content, Fault>| match content {
        Ok(Content::Answer(answer)) => {
            let answer = String::from_utf8_lossy(&answer).into_owned();
            answer.split_once("\r\n\r\n").map_or(answer.clone(), |(_, body)| body.to_owned())
        }
        Ok(Content::Page { bytes, .. }) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(fault) => fault.code().to_owned(),
    };
    Warc::new(stream, 100_000).map(|record| text(record.content)).collect()
}

/// The archive of these records in all ways that archives are stored: plain, one member a record, one member for all,
/// members that end anywhere.
fn stored(records: &[Vec<u8>]) -> Vec<(&'static str, Vec<u8>)> {
    let plain = records.concat();
    vec![
        ("plain", plain.clone()),
        ("a member a record", records.iter().flat_map(|record| gzip(record)).collect()),
        ("one member", gzip(&plain)),
        ("members anywhere", plain.chunks(61.max(plain.len() / 50)).flat_map(gzip).collect()),
    ]
}

#[test]
fn pages_are_read_and_other_records_passed_over() {
    let resource =
        b"WARC/1.1\r\nwarc-type: resource\r\ncontent-type: text/html\r\nContent-Length: 5\r\n\r\n<p>re\r\n\r\n";
    let image = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Type: image/png\r\nContent-Length: 2\r\n\r\nxy\r\n\r\n";
    let records = [
        other("warcinfo"),
        other("request"),
        record("one", None),
        resource.to_vec(),
        image.to_vec(),
        other("metadata"),
        record("two", None),
    ];
    for (how, archive) in stored(&records) {
        assert_eq!(read(archive), ["one", "<p>re", "two"], "{how}");
    }
}

#[test]
fn a_record_that_lies_about_its_length_costs_only_itself() {
    for (name, length, code) in [
        ("too short", "20", "bad-record"),
        ("too long by a little", "120", "bad-record"),
        ("negative", "-1", "bad-record"),
        ("no number", "many", "bad-record"),
    ] {
        let records = [record("one", None), record("bad", Some(length)), record("two", None), record("three", None)];
        for (how, archive) in stored(&records).into_iter().take(3) {
            let came = read(archive);
            assert_eq!(came[0], "one", "{name}, {how}");
            assert!(came[1] == code || came[1] == "truncated", "{name}, {how}: {came:?}");
            assert_eq!(came[2..], ["two", "three"], "{name}, {how}");
        }
    }
}

#[test]
fn a_length_beyond_the_file_costs_only_itself_where_records_can_be_told_apart() {
    let records = [record("one", None), record("bad", Some("1000000000000000")), record("two", None)];
    for (how, archive) in stored(&records).into_iter().take(2) {
        assert_eq!(read(archive), ["one", "truncated", "two"], "{how}");
    }
}

#[test]
fn a_length_over_the_limit_that_is_wrong_costs_only_itself() {
    let liar = record("bad", Some("2900000"));
    let image = [
        &b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 3000000\r\n\r\n"[..],
        &vec![b'x'; 3_000_000],
        b"\r\n\r\n",
    ];
    let archive = [record("one", None), liar, record("two", None), image.concat(), record("three", None)].concat();
    assert_eq!(read(archive), ["one", "bad-record", "two", "three"]);
}

#[test]
fn a_length_that_ends_anywhere_in_the_next_record_costs_only_itself() {
    let length = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nbad".len();
    for more in 1..40 {
        let liar = record("bad", Some(&(length + more).to_string()));
        let archive = [record("one", None), liar, record("two", None), record("three", None)].concat();
        let came = read(archive);
        assert_eq!(came[came.len() - 2..], ["two", "three"], "{more} too many");
    }
}

#[test]
fn a_length_that_is_wrong_costs_only_itself_where_lines_end_without_a_return() {
    // Its length is that of a block with returns.
    let one = String::from_utf8(record("bad", None)).expect("it is text").replace('\r', "");
    assert_eq!(read([one.as_bytes(), &record("two", None)].concat()), ["bad-record", "two"]);
}

#[test]
fn headers_without_end_cost_only_their_record() {
    let many = format!("WARC/1.0\r\n{}\r\n\r\n", "X: 1\r\n".repeat(50_000)).into_bytes();
    let long = format!("WARC/1.0\r\nX: {}\r\n\r\n", "x".repeat(1_000_000)).into_bytes();
    for (how, archive) in stored(&[record("one", None), many, long, record("two", None)]) {
        assert_eq!(read(archive), ["one", "bad-record", "bad-record", "two"], "{how}");
    }
}

#[test]
fn a_page_over_the_limit_costs_only_itself() {
    let large = record(&"x".repeat(300_000), None);
    for (how, archive) in stored(&[record("one", None), large, record("two", None)]) {
        assert_eq!(read(archive), ["one", "too-many-bytes", "two"], "{how}");
    }
}

#[test]
fn a_damaged_member_costs_only_its_record() {
    let members = ["one", "two", "three"].map(|text| gzip(&record(text, None)));
    let mut flipped = members.clone();
    for byte in &mut flipped[1][30..60] {
        *byte ^= 0x55;
    }
    assert_eq!(read(flipped.concat()), ["one", "damaged", "three"], "bits flipped");

    let mut cut = members.clone();
    let half = cut[1].len() / 2;
    cut[1].truncate(half);
    let came = read(cut.concat());
    assert_eq!((came[0].as_str(), came[2].as_str(), came.len()), ("one", "three", 3), "cut in the middle: {came:?}");

    let mut checksum = members.clone();
    let at = checksum[1].len() - 6;
    checksum[1][at] ^= 0xff;
    assert_eq!(read(checksum.concat()), ["one", "damaged", "three"], "wrong checksum");

    let mut end = members.concat();
    end.truncate(end.len() - 10);
    assert_eq!(read(end), ["one", "two", "truncated"], "cut at the end");

    let mut end = members.concat();
    end.truncate(end.len() - 60);
    assert_eq!(read(end), ["one", "two", "truncated"], "cut further");
}

#[test]
fn what_stands_between_members_is_told_unless_it_is_nothing() {
    let records = ["one", "two"].map(|text| record(text, None));
    for (how, [one, two]) in
        [("gzip", records.each_ref().map(|r| gzip(r))), ("zstd", records.each_ref().map(|r| zstd(r)))]
    {
        for rubbish in [&b"rubbish"[..], b"\0\0\0rubbish\x1f\x8b\x08", b"\x28\xb5\x2f"] {
            assert_eq!(read([&one[..], rubbish, &two].concat()), ["one", "damaged", "two"], "{how}, {rubbish:?}");
            assert_eq!(read([&one[..], rubbish].concat()), ["one", "damaged"], "{how}, {rubbish:?} at the end");
        }
        assert_eq!(read([&one[..], &[0; 70_000], &two, &[0; 9]].concat()), ["one", "two"], "{how}");
        let mut first_bytes = two.clone();
        first_bytes[0] ^= 1;
        assert_eq!(read([&one[..], &first_bytes, &two].concat()), ["one", "damaged", "two"], "{how}, first bytes");
    }
}

#[test]
fn a_frame_with_a_wrong_checksum_is_damaged() {
    let [one, mut two, three] = ["one", "two", "three"].map(|text| zstd(&record(text, None)));
    assert_eq!(two[4] & 4, 4, "it has a checksum");
    *two.last_mut().expect("it has bytes") ^= 1;
    assert_eq!(read([&one[..], &two, &three].concat()), ["one", "damaged", "three"]);
}

/// A frame whose bytes stand in it as they are, that may look back as far as `--long=27` lets it.
fn frame_of_long_window(bytes: &[u8]) -> Vec<u8> {
    let size = u32::try_from(bytes.len()).expect("a small block") << 3 | 1;
    [zstd::ZSTD, &[0, 17 << 3], &size.to_le_bytes()[..3], bytes].concat()
}

fn skipped_frame(bytes: &[u8]) -> Vec<u8> {
    [&[0x50, 0x2a, 0x4d, 0x18][..], &(bytes.len() as u32).to_le_bytes(), bytes].concat()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn frames_are_read_whatever_stands_between_them() {
    let [one, two] = ["one", "two"].map(|text| record(text, None));
    for (name, archive) in [
        ("a frame a record", [zstd(&one), zstd(&two)].concat()),
        ("a long window", frame_of_long_window(&[&*one, &two].concat())),
        ("frames to be skipped", [skipped_frame(b"size"), zstd(&one), skipped_frame(b""), zstd(&two)].concat()),
        ("one to be skipped at the end", [zstd(&one), zstd(&two), skipped_frame(b"index")].concat()),
    ] {
        assert_eq!(read(archive), ["one", "two"], "{name}");
    }
}

#[test]
fn a_frame_that_cannot_be_read_costs_only_its_record() {
    let [one, two, three] = ["one", "two", "three"].map(|text| zstd(&record(text, None)));
    let far = [zstd::ZSTD, &[0, 20 << 3, 1, 0, 0]].concat();
    let unknown = [zstd::ZSTD, &[1, 0, 7, 1, 0, 0]].concat();
    for (name, frame) in [("a window beyond the limit", far), ("a dictionary that is nowhere", unknown)] {
        assert_eq!(read([&one[..], &frame, &three].concat()), ["one", "damaged", "three"], "{name}");
        assert_eq!(read(frame), ["damaged"], "{name}, alone");
    }
    let mut reserved = two;
    reserved[6] |= 0b110;
    assert_eq!(read([&one[..], &reserved, &three].concat()), ["one", "damaged", "three"], "a block of no kind");
    assert_eq!(read([&one[..], &skipped_frame(b"long")[..9]].concat()), ["one", "truncated"], "cut");
}

#[test]
fn records_that_are_no_whole_page_are_told_one_by_one() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    let record_of = |fields: &str, block: &str| {
        format!("WARC/1.0\r\n{fields}Content-Length: {}\r\n\r\n{block}\r\n\r\n", block.len()).into_bytes()
    };
    let image = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n";
    let records = [
        record("one", None),
        record_of("WARC-Type: revisit\r\n", head),
        record_of("WARC-Type: revisit\r\n", image),
        record_of("WARC-Type: revisit\r\n", ""),
        record_of("WARC-Type: response\r\nWARC-Segment-Number: 1\r\n", &format!("{head}<p>begins")),
        record_of("WARC-Type: continuation\r\nWARC-Segment-Number: 2\r\n", "ends"),
        record("two", None),
    ];
    for (how, archive) in stored(&records).into_iter().take(3) {
        assert_eq!(read(archive), ["one", "revisit", "segmented", "two"], "{how}");
    }
}

#[test]
fn a_header_without_a_length_costs_only_its_record() {
    let bare = b"WARC/1.0\r\nWARC-Type: response\r\n\r\n".to_vec();
    let with_page = [&bare[..], b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>bad\r\n\r\n"].concat();
    for (name, bad) in [("nothing in it", bare), ("a page in it", with_page)] {
        for (how, archive) in stored(&[record("one", None), bad.clone(), record("two", None)]).into_iter().take(3) {
            assert_eq!(read(archive), ["one", "bad-record", "two"], "{name}, {how}");
        }
    }
}

#[test]
fn what_is_no_archive_is_one_fault() {
    assert_eq!(read(b"not an archive\n\nat all".to_vec()), ["bad-record"]);
    assert_eq!(read(Vec::new()), [""; 0]);
}

#[test]
fn every_record_has_a_place_of_its_own() {
    for (how, archive) in
        stored(&[record("one", None), record("bad", Some("9")), other("request"), record("two", None)])
    {
        let stream = Stream::new(Raw::memory(archive), START).expect("memory can be read");
        let offsets: Vec<u64> = Warc::new(stream, 1000).map(|record| record.offset).collect();
        assert!(offsets.is_sorted_by(|a, b| a < b), "{how}: {offsets:?}");
    }
}
