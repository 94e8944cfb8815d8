//! How far a score moves in a round of learning.
//!
//! The blocks of a page, and the pages of a site, are much alike: a thousand blocks of one site are one witness. A
//! score therefore moves only as far as what pulls at it stands out from how differently the sites pull.

/// What holds scores back.
#[derive(Clone, Copy, Debug)]
pub struct Hold {
    /// The share of the way that is gone in a round.
    pub rate: f32,
    /// Added to the curvature, in mean weights of a row.
    pub weight: f32,
    /// How many times the spread between sites a pull must stand out.
    pub doubt: f32,
}

/// The slope of the loss, its curvature, and how the sites' slopes spread.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pull {
    pub(super) h: f32,
    g: f32,
    spread: f32,
}

impl Pull {
    /// Adds the slope of one site.
    pub(super) fn add(&mut self, slope: f32) {
        self.g += slope;
        self.spread += slope * slope;
    }

    /// How far the score moves.
    pub(super) fn step(self, hold: &Hold) -> f32 {
        let sure = (1.0 - hold.doubt * self.spread / (self.g * self.g).max(1e-12)).max(0.0);
        -hold.rate * self.g / (self.h + hold.weight) * sure
    }
}
