//! The completions, in the shells that use them; a shell that is not installed is skipped aloud.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::sandbox::{Sandbox, ran};

/// What is typed, and one of the words that must be proposed, and one that must not.
const TYPED: [(&str, &str, &str); 7] = [
    ("dehusk --form", "--format", "--fragment"),
    ("dehusk --format mark", "markdown", "json"),
    ("dehusk expl", "explain", "rules"),
    ("dehusk rules che", "check", "health"),
    ("dehusk explain --format ht", "html", "json"),
    ("dehusk page.html --form", "--format", "--fragment"),
    ("dehusk -q page.html --format mark", "markdown", "json"),
];

/// What a script prints whose first lines are the completions of the shell; none if there is no such shell.
fn completed(shell: &str, args: &[&str], script: &str, typed: &str) -> Option<String> {
    let sandbox = Sandbox::new(&format!("shells {shell} {typed}"));
    let completions = sandbox.dehusk(&["completions", shell]);
    assert_eq!(completions.code, Some(0), "{}", completions.err);
    sandbox.file("_dehusk", completions.out);
    let mut command = Command::new(shell);
    command.args(args).current_dir(&sandbox.root).env("HOME", &sandbox.root).env("TYPED", typed).env("TERM", "dumb");
    let bin = Path::new(env!("CARGO_BIN_EXE_dehusk")).parent().expect("a program has a folder");
    command.env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default()));
    let Ok(mut child) = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() else {
        println!("SKIPPED: there is no {shell}");
        return None;
    };
    child.stdin.take().expect("it was piped").write_all(script.as_bytes()).expect("the shell reads its script");
    Some(ran(child.wait_with_output().expect("the shell ends")).out)
}

fn completes(shell: &str, args: &[&str], script: &str) {
    for (typed, wanted, other) in TYPED {
        let Some(words) = completed(shell, args, script, typed) else { return };
        assert!(words.contains(wanted) && !words.contains(other), "{shell}: {typed}: {words:?}");
    }
}

#[test]
fn bash() {
    completes(
        "bash",
        &["--norc", "-s"],
        r#"source _dehusk
        read -ra COMP_WORDS <<< "$TYPED"
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMP_LINE=$TYPED COMP_POINT=${#TYPED}
        $(complete -p dehusk | sed 's/.*-F \([^ ]*\).*/\1/') dehusk "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}"
        "#,
    );
}

#[test]
fn fish() {
    completes("fish", &["--no-config"], "source _dehusk\ncomplete -C \"$TYPED\"\n");
}

/// A shell of its own is typed into: zsh completes nowhere else.
#[test]
fn zsh() {
    completes(
        "zsh",
        &["-f", "-s"],
        r#"zmodload zsh/zpty
        zpty inner zsh -f -i
        say() { zpty -w inner "$1" }
        say 'PS1=; unsetopt zle_bracketed_paste; stty -echo; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=0'
        say 'show() { print -r -- "<<$BUFFER>>"; zle kill-whole-line }; zle -N show; bindkey "^X" show; print READY'
        while zpty -r inner line; do [[ $line == *READY* && $line != *print* ]] && break; done
        zpty -w -n inner "$TYPED"$'\t\x18'
        while zpty -r inner line; do [[ $line == *'<<'* ]] && break; done
        print -r -- "${line##*<<}"
        zpty -d inner
        "#,
    );
}
