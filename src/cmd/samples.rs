//! Saved pages of sites, with the texts that they should give, for those who learn or make rules of them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use dehusk::learn::Sample;

use super::options::address;
use super::pages::Pages;
use crate::batch::cannot_read;
use crate::batch::terminal::escape;

/// What is known of the pages.
#[derive(Debug, Args)]
pub(super) struct Samples {
    /// Saved pages, folders of them
    #[arg(value_name = "PAGE", required = true)]
    pub(super) pages: Vec<PathBuf>,
    /// The corrected texts: a folder of NAME.txt, or what the first call wrote
    #[arg(long, value_name = "FOLDER")]
    pub(super) right: Option<PathBuf>,
    /// The address that the page was saved from
    #[arg(long, value_name = "URL", conflicts_with = "urls", value_parser = address)]
    url: Option<String>,
    /// The addresses of the pages: JSON lines with `id` and `url`
    #[arg(long, value_name = "FILE")]
    urls: Option<PathBuf>,
    /// The site that all pages are of, whatever they say
    #[arg(long, value_name = "HOST")]
    site: Option<String>,
}

impl Samples {
    /// Reads the pages, so many at most, each with its file. Tests name their pages from the `root`.
    pub(super) fn read(&self, root: &Path, most: usize) -> anyhow::Result<Vec<(Sample<'static>, Option<PathBuf>)>> {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let mut samples = Vec::new();
        for page in Pages::new(&self.pages, self.urls.as_deref())?.take(most) {
            let (id, shown) = (page.id.clone(), page.shown.clone());
            let path = page.file().map(Path::to_owned);
            let file = path.as_ref().and_then(|path| path.canonicalize().ok());
            let file = file.and_then(|path| Some(path.strip_prefix(&root).ok()?.to_str()?.replace('\\', "/")));
            let mut page = page.read().with_context(|| escape(&shown).into_owned())?;
            page.url = self.url.clone().or(page.url);
            page.site = self.site.clone();
            let right = self.right.as_deref().map(|folder| right(folder, &id)).transpose()?.flatten();
            samples.push((Sample { page, file, shown, right }, path));
        }
        if self.url.is_some() && samples.len() > 1 {
            bail!("--url is the address of one page; for several give --urls, or name the --site");
        }
        Ok(samples)
    }
}

/// The right text of a page, if the folder has it: beside it by name, or in the folder of one of its sites.
fn right(folder: &Path, id: &str) -> anyhow::Result<Option<String>> {
    let stem = Path::new(id).file_name().unwrap_or_default().to_string_lossy();
    let mut places = vec![folder.join(format!("{id}.txt")), folder.join(format!("{stem}.txt"))];
    let sites = fs::read_dir(folder).with_context(|| cannot_read(folder))?;
    let mut sites: Vec<PathBuf> = sites.filter_map(|site| Some(site.ok()?.path())).collect();
    sites.sort();
    places.extend(sites.into_iter().map(|site| site.join("right").join(format!("{stem}.txt"))));
    let Some(path) = places.into_iter().find(|path| path.is_file()) else { return Ok(None) };
    let text = fs::read(&path).with_context(|| cannot_read(&path))?;
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}
