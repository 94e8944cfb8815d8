//! A page once its bytes are there, and what is made of it: in this process, or in one apart.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use dehusk::{Article, Capture, Form, Format, Page, Provenance, Refused, Stripper, TakenPictures};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::cpu;
use super::filter::Filter;
use crate::batch::terminal::escape_line;
use dehusk::formats::{Beside, Fault, Kind, text_of};

/// The folder for pictures, beside the article.
pub(crate) const PICTURES: &str = "pictures";

/// A page that was opened, with what is known of it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) id: String,
    /// Where the page is, as messages name it.
    pub(crate) shown: String,
    pub(crate) kind: Kind,
    pub(crate) url: Option<String>,
    /// What the page was sent as.
    pub(crate) content_type: Option<String>,
    /// Whether its article is headed by its name, because several go into one text.
    pub(crate) headed: bool,
    /// What it was captured as.
    pub(crate) capture: Capture,
    /// The file that the page is in, where pictures beside it are looked for.
    #[serde(skip)]
    pub(crate) file: Option<PathBuf>,
    #[serde(skip)]
    pub(crate) bytes: Vec<u8>,
}

/// What the report keeps of an article.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Told {
    /// By which rules it was found.
    pub(crate) state: String,
    /// The name of the site's rule, if it was used.
    pub(crate) rule: Option<String>,
    /// How sure it is that this is the page's article, from 0 to 1.
    pub(crate) confidence: f32,
    /// How many words the article has.
    pub(crate) words: u64,
    /// The codes of its warnings.
    pub(crate) warnings: Vec<String>,
    /// Why it is left out, if it is.
    pub(crate) left_out: Option<String>,
    /// Its title, where files are named by that.
    pub(crate) title: Option<String>,
    /// Whether the page gave no text at all.
    pub(crate) empty: bool,
    /// The pictures that are written beside it, and how many are not.
    #[serde(skip)]
    pub(crate) pictures: TakenPictures,
}

/// Strips opened pages and renders their articles.
#[derive(Debug)]
pub(crate) struct PageStripper {
    pub(crate) stripper: Stripper,
    pub(crate) format: Format,
    pub(crate) form: Form,
    /// The site of all pages.
    pub(crate) site: Option<String>,
    /// The seconds of CPU time after which the stripper stops a page.
    pub(crate) seconds: u64,
    /// What the records of all pages say of how they were made, if they do.
    pub(crate) provenance: Option<Provenance>,
    /// Which articles are wanted.
    pub(crate) filter: Filter,
    /// Whether files are named by titles.
    pub(crate) is_titled: bool,
    /// Of how many bytes files with pictures are looked at, if they are written.
    pub(crate) pictures: Option<usize>,
}

impl PageStripper {
    /// The article of a page, rendered. A page that panics is a fault of its own, and no other page sees it.
    pub(crate) fn strip(&self, request: Request) -> Result<(Told, Vec<u8>), Fault> {
        cpu::begin_page();
        catch_unwind(AssertUnwindSafe(|| self.attempt(request))).unwrap_or_else(|panic| Err(Fault::panicked(&*panic)))
    }

    fn attempt(&self, request: Request) -> Result<(Told, Vec<u8>), Fault> {
        let Request { id, shown, kind, url, content_type, headed, capture, file, bytes } = request;
        let stripped = match kind {
            Kind::Text => {
                let site = self.site.as_deref().or(url.as_deref());
                self.stripper.strip_text(&text_of(&bytes), site)
            }
            _ => {
                let mut page = Page::new(bytes).file_name(shown);
                (page.url, page.site, page.content_type) = (url, self.site.clone(), content_type);
                self.stripper.strip_owned(page)
            }
        };
        let mut article = stripped.map_err(|refused| self.fault(refused))?;
        if let Some(why) = self.filter.refuses(&article) {
            return Ok((Told { left_out: Some(why), ..Told::of(&article) }, Vec::new()));
        }
        if let Some(made) = &self.provenance {
            article.provenance = Some(self.provenance(made, capture, &article)?);
        }
        let pictures = self.take_pictures(&mut article, file);
        let title = if self.is_titled { article.meta.title.clone() } else { None };
        let told = Told { pictures, title, ..Told::of(&article) };
        Ok((told, self.render(&id, &article, headed).map_err(|refused| self.fault(refused))?))
    }

    fn fault(&self, refused: Refused) -> Fault {
        match refused {
            Refused::Stopped => Fault::TimedOut { seconds: self.seconds },
            refused => Fault::Refused(refused),
        }
    }

    fn take_pictures(&self, article: &mut Article, file: Option<PathBuf>) -> TakenPictures {
        let Some(limit) = self.pictures else { return TakenPictures::default() };
        let mut beside = file.map(|file| Beside::new(file, limit));
        article.take_pictures(PICTURES, &mut |address| beside.as_mut()?.find(address))
    }

    fn render(&self, id: &str, article: &Article, headed: bool) -> Result<Vec<u8>, Refused> {
        if self.format == Format::Jsonl {
            return self.stripper.record(article, id, &self.form).map(String::into_bytes);
        }
        let heading = if headed { heading(self.format, id) } else { String::new() };
        let mut text = heading + &self.stripper.write(article, self.format, &self.form)?;
        if headed {
            text.push('\n');
        }
        Ok(text.into_bytes())
    }

    /// How an article was made, and the hash of its text.
    fn provenance(&self, made: &Provenance, capture: Capture, article: &Article) -> Result<Provenance, Fault> {
        let text =
            self.stripper.write(article, Format::Text, &Form::default()).map_err(|refused| self.fault(refused))?;
        let digest: String = Sha256::digest(text.trim_end()).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(made.clone().capture(capture).text(Some(format!("sha256:{digest}"))))
    }
}

impl Told {
    fn of(article: &Article) -> Self {
        let warnings = article.warnings.iter().map(|warning| warning.code().to_owned()).collect();
        Told {
            state: article.state.name().to_owned(),
            rule: article.rule.clone(),
            confidence: article.confidence,
            words: article.meta.words.unwrap_or(0) as u64,
            warnings,
            left_out: None,
            title: None,
            empty: article.blocks.is_empty(),
            pictures: TakenPictures::default(),
        }
    }
}

/// What stands above one of several articles.
fn heading(format: Format, id: &str) -> String {
    match format {
        Format::Text => format!("==> {} <==\n", escape_line(id)),
        Format::Markdown | Format::Html => format!("<!-- {} -->\n", escape_line(id).replace("--", "- - ")),
        _ => String::new(),
    }
}
