//! Which words does an hours phrase consist of? Text to tokens, or nothing when a single character is not understood.

/// One word, number or mark. Traditional and full-width forms are already folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// 周一, 星期日, 礼拜天: days since Monday.
    Weekday(u8),
    /// 每天, 每日.
    EveryDay,
    /// 每, 逢 before a weekday.
    Each,
    /// 法定节假日, 公众假期.
    Holidays,
    /// 闭馆, 不开放.
    Closed,
    /// 除 of 除周一外.
    Except,
    /// 外 of 除周一外.
    Excepted,
    /// 除外, after what it excepts.
    IsExcepted,
    /// 午休.
    Break,
    /// 开放, 营业.
    Open,
    /// 开放时间.
    Label,
    /// 全天.
    AllDay,
    /// 小时, a length.
    Hours,
    /// 上午, 晚上.
    Period(Period),
    /// 次日.
    NextDay,
    /// `9:00`; `padded` when the hour has a leading zero.
    Clock { hour: u8, minute: u8, padded: bool },
    /// One or two digits, or a Chinese numeral.
    Number(u8),
    /// 点, 时 after an hour.
    HourMark,
    /// 分.
    MinuteMark,
    /// 半 after 点.
    Half,
    /// 刻, a quarter of an hour.
    Quarter,
    /// 至, 到: joins days and times.
    To,
    /// Any dash or tilde: joins times only.
    Dash,
    /// 及, 和, 与.
    And,
    /// Comma, semicolon or enumeration comma.
    Separator,
    /// `:` that is not part of a time.
    Colon,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// 。
    Stop,
}

/// The part of the day that a time is said to be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    /// 凌晨.
    SmallHours,
    /// 上午, 早上; in Hong Kong 上午 is a.m.
    Morning,
    /// 中午.
    Noon,
    /// 下午; in Hong Kong p.m.
    Afternoon,
    /// 晚上.
    Evening,
}

/// Every word understood, in folded characters. The longest that fits is taken.
const WORDS: &[(&str, Token)] = &[
    ("每天", Token::EveryDay),
    ("每日", Token::EveryDay),
    ("天天", Token::EveryDay),
    ("全年无休", Token::EveryDay),
    ("每", Token::Each),
    ("逢", Token::Each),
    ("每逢", Token::Each),
    // 节假日 alone is left out: it may mean weekends too.
    ("法定节假日", Token::Holidays),
    ("国家法定节假日", Token::Holidays),
    ("法定假日", Token::Holidays),
    ("公众假期", Token::Holidays),
    ("公众假日", Token::Holidays),
    ("国定假日", Token::Holidays),
    // Words with 休 are left out: they may tell of the staff's rest, not of the door.
    ("闭馆", Token::Closed),
    ("闭园", Token::Closed),
    ("关闭", Token::Closed),
    ("关门", Token::Closed),
    ("不开放", Token::Closed),
    ("不对外开放", Token::Closed),
    ("不营业", Token::Closed),
    ("除", Token::Except),
    ("外", Token::Excepted),
    ("除外", Token::IsExcepted),
    ("午休", Token::Break),
    ("午休时间", Token::Break),
    ("午间休息", Token::Break),
    ("中午休息", Token::Break),
    ("开放", Token::Open),
    ("对外开放", Token::Open),
    ("营业", Token::Open),
    ("开馆", Token::Open),
    ("开放时间", Token::Label),
    ("对外开放时间", Token::Label),
    ("开馆时间", Token::Label),
    ("营业时间", Token::Label),
    ("服务时间", Token::Label),
    ("全天", Token::AllDay),
    // 全日 alone may be the opposite of half a day.
    ("全日开放", Token::AllDay),
    ("小时", Token::Hours),
    ("凌晨", Token::Period(Period::SmallHours)),
    ("清晨", Token::Period(Period::Morning)),
    ("早晨", Token::Period(Period::Morning)),
    ("早上", Token::Period(Period::Morning)),
    ("早", Token::Period(Period::Morning)),
    ("上午", Token::Period(Period::Morning)),
    ("中午", Token::Period(Period::Noon)),
    ("正午", Token::Period(Period::Noon)),
    ("下午", Token::Period(Period::Afternoon)),
    ("傍晚", Token::Period(Period::Evening)),
    ("晚上", Token::Period(Period::Evening)),
    ("晚间", Token::Period(Period::Evening)),
    ("夜间", Token::Period(Period::Evening)),
    ("夜晚", Token::Period(Period::Evening)),
    ("晚", Token::Period(Period::Evening)),
    ("次日", Token::NextDay),
    ("翌日", Token::NextDay),
    ("第二天", Token::NextDay),
    ("点", Token::HourMark),
    ("点钟", Token::HourMark),
    ("点整", Token::HourMark),
    ("时", Token::HourMark),
    ("时整", Token::HourMark),
    ("分", Token::MinuteMark),
    ("半", Token::Half),
    ("刻", Token::Quarter),
    ("至", Token::To),
    ("到", Token::To),
    ("及", Token::And),
    ("以及", Token::And),
    ("和", Token::And),
    ("与", Token::And),
    ("——", Token::Dash),
    (",", Token::Separator),
    (";", Token::Separator),
    ("、", Token::Separator),
    (":", Token::Colon),
    ("(", Token::OpenParen),
    (")", Token::CloseParen),
    ("。", Token::Stop),
];

/// Traditional characters of the words above, each with its simplified form.
const TRADITIONAL: &[(char, char)] = &[
    ('週', '周'),
    ('禮', '礼'),
    ('時', '时'),
    ('點', '点'),
    ('鐘', '钟'),
    ('開', '开'),
    ('閉', '闭'),
    ('館', '馆'),
    ('園', '园'),
    ('關', '关'),
    ('門', '门'),
    ('營', '营'),
    ('業', '业'),
    ('間', '间'),
    ('節', '节'),
    ('眾', '众'),
    ('衆', '众'),
    ('國', '国'),
    ('無', '无'),
    ('對', '对'),
    ('務', '务'),
    ('與', '与'),
    ('兩', '两'),
];

/// Splits a phrase into tokens; `None` when anything in it is not understood.
pub(super) fn tokenize(phrase: &str) -> Option<Vec<Token>> {
    let folded: String = phrase.chars().map(fold).collect();
    let mut rest = folded.trim_start();
    let mut tokens = Vec::new();
    while !rest.is_empty() {
        let (token, after) = day_after_to(&tokens, rest)
            .or_else(|| weekday(rest))
            .or_else(|| word(rest))
            .or_else(|| dash(rest))
            .or_else(|| digits(rest))
            .or_else(|| numeral(rest))?;
        tokens.push(token);
        rest = after.trim_start();
    }
    Some(tokens)
}

/// Full-width to ASCII (Unicode block "Halfwidth and Fullwidth Forms"), traditional to simplified.
fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '∶' => ':',
        _ => TRADITIONAL.iter().find(|(traditional, _)| *traditional == c).map_or(c, |(_, simplified)| *simplified),
    }
}

fn day(c: char) -> Option<u8> {
    match c {
        '一' => Some(0),
        '二' => Some(1),
        '三' => Some(2),
        '四' => Some(3),
        '五' => Some(4),
        '六' => Some(5),
        '日' | '天' => Some(6),
        _ => None,
    }
}

fn weekday(text: &str) -> Option<(Token, &str)> {
    let rest = ["周", "星期", "礼拜"].iter().find_map(|prefix| text.strip_prefix(prefix))?;
    let mut chars = rest.chars();
    let day = chars.next().and_then(day)?;
    Some((Token::Weekday(day), chars.as_str()))
}

/// 五 of 周一至五: a bare day, unless it begins a time.
fn day_after_to<'t>(before: &[Token], text: &'t str) -> Option<(Token, &'t str)> {
    let [.., Token::Weekday(_), Token::To] = before else {
        return None;
    };
    let mut chars = text.chars();
    let day = chars.next().and_then(day)?;
    let after = chars.as_str();
    match word(after) {
        Some((Token::HourMark, _)) => None,
        _ if numeral(after).is_some() => None,
        _ => Some((Token::Weekday(day), after)),
    }
}

fn word(text: &str) -> Option<(Token, &str)> {
    let (word, token) = WORDS.iter().filter(|(word, _)| text.starts_with(word)).max_by_key(|(word, _)| word.len())?;
    text.strip_prefix(word).map(|after| (*token, after))
}

fn dash(text: &str) -> Option<(Token, &str)> {
    let dashes = ['-', '‐', '‑', '‒', '–', '—', '―', '−', '─', '~', '〜'];
    text.strip_prefix(dashes).map(|after| (Token::Dash, after))
}

/// `9`, `09`, `9:30`. Longer runs (`11:3013:30` where a separator was lost) are not understood.
fn digits(text: &str) -> Option<(Token, &str)> {
    let (number, after) = digit_run(text)?;
    let Some(minutes) = after.strip_prefix(':').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) else {
        return Some((Token::Number(number.parse().ok()?), after));
    };
    let (minute, after) = digit_run(minutes).filter(|(run, _)| run.len() == 2)?;
    let padded = number.len() == 2 && number.starts_with('0');
    Some((Token::Clock { hour: number.parse().ok()?, minute: minute.parse().ok()?, padded }, after))
}

/// A run of one or two ASCII digits.
fn digit_run(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).filter(|(run, _)| matches!(run.len(), 1 | 2))
}

/// A Chinese numeral from 0 to 99, said in full: 九, 零五, 十, 十二, 二十, 二十四, 廿四.
fn numeral(text: &str) -> Option<(Token, &str)> {
    let value =
        |c: char| "零一二三四五六七八九".chars().zip(0u8..).find(|(digit, _)| *digit == c).map(|(_, value)| value);
    let is_part = |c: char| value(c).is_some() || matches!(c, '〇' | '两' | '十' | '廿');
    let end = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    let (run, after) = text.split_at_checked(end)?;
    let plain = run.replace('〇', "零").replace('两', "二").replace('廿', "二十");
    let digits: Vec<char> = plain.chars().collect();
    let number = match *digits.as_slice() {
        ['十'] => 10,
        ['十', units] => 10 + value(units).filter(|units| *units > 0)?,
        [tens, '十'] => 10 * value(tens).filter(|tens| *tens > 0)?,
        [tens, '十', units] => 10 * value(tens).filter(|tens| *tens > 0)? + value(units).filter(|units| *units > 0)?,
        ['零', units] => value(units)?,
        [units] => value(units)?,
        _ => return None,
    };
    Some((Token::Number(number), after))
}
