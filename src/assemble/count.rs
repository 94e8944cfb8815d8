//! How many words an article has: runs of letters and digits between white space and dashes, so that `well-known` and
//! `3.5` are one each; in scripts that part no words, so many letters are one, by the rows of `rules/markup.toml`.

use crate::blocks::Block;
use crate::dom::markup::MARKUP;
use crate::lookup::letters::is_letter_or_number;

/// The words of blocks: their lines, and code.
pub(crate) fn words(blocks: &mut [Block]) -> usize {
    let mut sum = 0;
    for block in blocks {
        block.each(&mut |block| {
            sum += match block {
                Block::Code { text, .. } => count(text),
                block => block.lines().into_iter().map(|line| count(&line.text())).sum(),
            };
        });
    }
    sum
}

fn count(text: &str) -> usize {
    if text.is_ascii() {
        let parts = text.as_bytes().split(|byte| matches!(byte, b' ' | b'\t'..=b'\r'));
        return parts.filter(|part| part.iter().any(u8::is_ascii_alphanumeric)).count();
    }
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, '–' | '—' | '…'));
    parts.map(count_part).sum()
}

/// The words of a text without white space: `2024年` has two.
fn count_part(part: &str) -> usize {
    if part.is_ascii() {
        return usize::from(part.bytes().any(|byte| byte.is_ascii_alphanumeric()));
    }
    let (mut words, mut run) = (0, None);
    for c in part.chars().filter(|c| is_letter_or_number(*c)) {
        let letters = letters_a_word(c);
        let at = run.filter(|&(of, at)| of == letters && (at < letters || letters == 0)).map_or(0, |(_, at)| at);
        words += usize::from(at == 0);
        run = Some((letters, at + 1));
    }
    words
}

/// How many letters of this one's script make a word; 0 where words are parted.
fn letters_a_word(c: char) -> usize {
    let row = MARKUP.count.iter().find(|row| row.letters.iter().any(|&(first, last)| (first..=last).contains(&c)));
    row.map_or(0, |row| row.letters_a_word)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn words_are_counted_by_script() {
        let rows = [
            ("", 0),
            ("Boats stay in.", 3),
            ("a well-known e.g. 3.5 km — or so – more–less", 9),
            ("- * • …", 0),
            ("l’été déjà", 2),
            ("港は静か", 4),
            ("2024年、船が3隻", 6),
            ("배가 들어왔다", 2),
            ("เรือจอดอยู่ที่ท่า", 3),
            ("नावें खड़ी हैं", 3),
            ("السفن في الميناء", 3),
        ];
        for (text, words) in rows {
            assert_eq!(count(text), words, "{text}");
        }
    }
}
