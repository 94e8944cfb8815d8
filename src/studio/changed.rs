//! What is different between two texts, line by line.

use serde::Serialize;

/// A line of either text.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Line<'t> {
    /// `+` where it came, `-` where it went, a space where it stays.
    sign: char,
    text: &'t str,
}

/// More lines than this between the first and the last that differ are not compared one with another.
const MOST: usize = 2_000;

/// All lines of both texts, in order: the longest row of lines that both have stays.
pub(super) fn lines<'t>(old: &'t str, new: &'t str) -> Vec<Line<'t>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = (&old[head..], &new[head..]);
    let tail = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(a, b)| a == b).count();
    let (gone, came) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let signed = |sign: char, texts: &[&'t str]| texts.iter().map(|text| Line { sign, text }).collect::<Vec<_>>();
    let mut out = signed(' ', &old[..head]);
    if gone.len() > MOST || came.len() > MOST {
        out.extend(signed('-', gone).into_iter().chain(signed('+', came)));
    } else {
        out.extend(between(gone, came));
    }
    out.extend(signed(' ', &old[old.len() - tail..]));
    out
}

fn between<'t>(gone: &[&'t str], came: &[&'t str]) -> Vec<Line<'t>> {
    // The length of the longest row that what is behind two places has in common.
    let mut common = vec![vec![0_u32; came.len() + 1]; gone.len() + 1];
    for (i, a) in gone.iter().enumerate().rev() {
        for (j, b) in came.iter().enumerate().rev() {
            common[i][j] = if a == b { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < gone.len() || j < came.len() {
        let sign = match (gone.get(i), came.get(j)) {
            (Some(a), Some(b)) if a == b => ' ',
            (Some(_), None) => '-',
            (None, _) => '+',
            _ if common[i + 1][j] >= common[i][j + 1] => '-',
            _ => '+',
        };
        out.push(Line { sign, text: if sign == '+' { came[j] } else { gone[i] } });
        (i, j) = (i + usize::from(sign != '+'), j + usize::from(sign != '-'));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn what_both_have_stays_in_order() {
        let cases = [
            ("", "a", "+a"),
            ("a\nb\nc", "a\nb\nc", " a b c"),
            ("a\nb\nc", "a\nx\nc", " a-b+x c"),
            ("a\nb\nc\nd", "b\nd\ne", "-a b-c d+e"),
            ("a", "", "-a"),
        ];
        for (old, new, expected) in cases {
            let told: String = lines(old, new).iter().map(|line| format!("{}{}", line.sign, line.text)).collect();
            assert_eq!(told, expected, "{old:?} {new:?}");
        }
    }
}
