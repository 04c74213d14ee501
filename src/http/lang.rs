//! In which language are labels told? Chinese or English.

use super::declared::{Means, Word};
use super::params::Params;

/// The language of labels.
pub static LANG: Word<Lang, Means<Lang>> = Word {
    name: "lang",
    words: &[("zh", Lang::Zh), ("en", Lang::En)],
    absent: Means(Lang::En),
    about: "The language of labels: Chinese or English.",
};

/// The language of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// Takes `lang=zh|en`; English if absent.
    pub fn take(params: &mut Params) -> Self {
        LANG.take(params)
    }

    /// The word in requests.
    pub fn as_str(self) -> &'static str {
        LANG.of(self)
    }
}
