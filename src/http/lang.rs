//! In which language are labels told? Chinese or English.

use super::params::Params;

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
        let parse = |text: &str| match text {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        };
        params.one_of("lang", &["zh", "en"], parse).unwrap_or_default()
    }

    /// The word in requests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}
