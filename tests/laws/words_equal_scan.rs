//! Does the index of words find the same as reading every text from its beginning, in the same order?

use super::random::Random;
use any_ascii::any_ascii_char;
use pinyin::ToPinyinMulti;
use unicode_normalization::UnicodeNormalization;
use waystation::words::{Class, Found, MOST_WORDS, NoQuery, Query, Rank, Words};

/// What belongs to one number: its names and what else is said of it.
#[derive(Debug, Default, Clone)]
struct Texts {
    names: Vec<String>,
    about: Vec<String>,
}

fn index(all: &[Texts]) -> Words {
    Words::build(all.len() as u32, |number, class, each| {
        let texts = &all[number as usize];
        let of_class = if class == Class::Name { &texts.names } else { &texts.about };
        of_class.iter().for_each(|text| each(text));
    })
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Dense,
    Word,
    Space,
    Other,
}

fn kind(c: char) -> Kind {
    match c {
        _ if c.is_whitespace() || c.is_control() => Kind::Space,
        _ if !c.is_alphanumeric() => Kind::Other,
        'ぁ'..='ヿ' | '々' | '一'..='鿿' | '가'..='힣' => Kind::Dense,
        _ => Kind::Word,
    }
}

/// The characters that count, in one spelling, each with its kind.
fn folded(text: &str) -> Vec<(char, Kind)> {
    let mut folded = Vec::new();
    let accents = '\u{300}'..='\u{36F}';
    let unseen = ['\u{200B}', '\u{FE0F}'];
    for c in text
        .nfkd()
        .filter(|c| !accents.contains(c) && !unseen.contains(c))
        .nfc()
        .collect::<String>()
        .to_lowercase()
        .chars()
    {
        let is_latin = c.is_alphabetic() && ('\u{C0}'..'\u{250}').contains(&c);
        let ascii = if is_latin { any_ascii_char(c).to_owned() } else { c.to_string() };
        folded.extend(ascii.chars().map(|c| (c, kind(c))));
    }
    folded
}

/// The same with `|` for each run of what separates, none at the ends, and none for white space beside a dense
/// character.
fn plain(text: &str) -> Vec<char> {
    let mut plain: Vec<char> = Vec::new();
    let mut last = None;
    let mut between = Vec::new();
    for (c, kind) in folded(text) {
        if matches!(kind, Kind::Space | Kind::Other) {
            between.push(kind);
            continue;
        }
        let is_typography = !between.contains(&Kind::Other) && (kind == Kind::Dense || last == Some(Kind::Dense));
        if last.is_some() && !between.is_empty() && !is_typography {
            plain.push('|');
        }
        between.clear();
        plain.push(c);
        last = Some(kind);
    }
    plain
}

/// The words of a question, each once.
fn terms(query: &str) -> Vec<Vec<char>> {
    let mut terms: Vec<Vec<char>> = Vec::new();
    for term in folded(query).split(|(_, kind)| matches!(kind, Kind::Space | Kind::Other)) {
        let term: Vec<char> = term.iter().map(|(c, _)| *c).collect();
        if !term.is_empty() && !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

/// Whether a word stands in a text: anywhere, but not from the middle of a word on.
fn contains(text: &[char], term: &[char]) -> bool {
    (0..text.len()).any(|at| {
        let is_inside_a_word = at > 0 && kind(text[at - 1]) == Kind::Word && kind(text[at]) == Kind::Word;
        text[at..].starts_with(term) && !is_inside_a_word
    })
}

/// The first three readings without tones, with ü as it may be typed.
fn readings(c: char) -> Vec<String> {
    let mut readings: Vec<&str> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        if !readings.contains(&reading.plain()) {
            readings.push(reading.plain());
        }
    }
    readings.truncate(3);
    readings.iter().flat_map(|reading| [reading.replace('ü', "v"), reading.replace('ü', "u")]).collect()
}

/// Whether characters from here on are read as the letters say, the last perhaps begun.
fn is_read(text: &[char], letters: &str) -> bool {
    let Some((first, rest)) = text.split_first() else { return false };
    readings(*first).iter().any(|reading| {
        reading.starts_with(letters)
            || letters.strip_prefix(reading.as_str()).is_some_and(|behind| is_read(rest, behind))
    })
}

fn is_spelled(text: &[char], term: &[char]) -> bool {
    let letters: String = term.iter().collect();
    let has_initials = |text: &[char]| {
        let begins = |(c, letter): (&char, &char)| readings(*c).iter().any(|reading| reading.starts_with(*letter));
        term.len() > 1 && text.len() >= term.len() && text.iter().zip(term).all(begins)
    };
    term.iter().all(char::is_ascii_lowercase)
        && (0..text.len()).any(|at| is_read(&text[at..], &letters) || has_initials(&text[at..]))
}

/// How well texts match.
fn rank(texts: &Texts, query: &str) -> Option<Rank> {
    let (whole, terms) = (plain(query), terms(query));
    let names: Vec<Vec<char>> = texts.names.iter().map(|name| plain(name)).collect();
    let about: Vec<Vec<char>> = texts.about.iter().map(|text| plain(text)).collect();
    let named = |term: &Vec<char>| names.iter().any(|name| contains(name, term));
    let spelled = |term: &Vec<char>| named(term) || names.iter().any(|name| is_spelled(name, term));
    let said = |term: &Vec<char>| spelled(term) || about.iter().any(|text| contains(text, term));
    match () {
        () if names.contains(&whole) => Some(Rank::Exact),
        () if names.iter().any(|name| name.starts_with(&whole)) => Some(Rank::Beginning),
        () if terms.iter().all(named) => Some(Rank::Named),
        () if terms.iter().all(spelled) => Some(Rank::Spelled),
        () if terms.iter().all(said) => Some(Rank::About),
        () => None,
    }
}

/// Every text read, everything that matches sorted.
fn scan(all: &[Texts], query: &str) -> Vec<(Rank, u32)> {
    let length = |texts: &Texts| {
        texts.names.iter().map(|name| plain(name).len()).find(|length| *length > 0).unwrap_or(usize::MAX)
    };
    let mut found: Vec<(Rank, usize, u32)> =
        (0u32..).zip(all).filter_map(|(number, texts)| Some((rank(texts, query)?, length(texts), number))).collect();
    found.sort_unstable();
    found.into_iter().map(|(rank, _, number)| (rank, number)).collect()
}

fn ranked(found: &Found) -> Vec<(Rank, u32)> {
    found.ranked().collect()
}

/// Few characters, so that what stands side by side often stands so elsewhere too.
const PIECES: &[&str] = &[
    "郑",
    "东",
    "新",
    "区",
    "驿",
    "站",
    "驿站",
    "驿站",
    "行",
    "长",
    "绿",
    "女",
    "乐",
    "々",
    "が",
    "か\u{3099}",
    "역",
    "강남",
    "cafe",
    "Café",
    "CAFE",
    "caf",
    "straße",
    "strasse",
    "a",
    "ab",
    "Ab",
    "1",
    "12",
    "号",
    "12号",
    "Ａ１",
    "ﬁ",
    "Ω",
    "ж",
    " ",
    " ",
    "　",
    "-",
    "（",
    "·",
    "😀",
    "\u{301}",
    "\u{200B}",
    "\u{FE0F}",
    "'",
    "\u{0}",
    "\t",
    "zheng",
    "dong",
    "zd",
];

fn text(random: &mut Random) -> String {
    if random.chance(0.05) {
        return String::new();
    }
    (0..1 + random.below(7)).map(|_| *random.one_of::<&str>(PIECES)).collect()
}

fn texts(random: &mut Random) -> Texts {
    let some =
        |random: &mut Random, most: usize| (0..random.below(most)).map(|_| text(random)).collect::<Vec<String>>();
    Texts { names: some(random, 4), about: some(random, 3) }
}

/// Chinese in Latin letters, by syllables or by initials, perhaps not to its end.
fn typed(random: &mut Random, text: &str) -> String {
    let by_initials = random.chance(0.4);
    let mut letters = String::new();
    for c in text.chars() {
        let readings = readings(c);
        if !readings.is_empty() {
            let reading = random.one_of(&readings);
            letters.push_str(if by_initials { &reading[..1] } else { reading });
        }
    }
    if random.chance(0.5) {
        letters.truncate(letters.len().saturating_sub(random.below(3)));
    }
    letters
}

/// What somebody may ask for who knows one of the texts, or none.
fn question(random: &mut Random, all: &[Texts]) -> String {
    let known = random.one_of(all);
    let known = known.names.iter().chain(&known.about).next().cloned().unwrap_or_default();
    let characters: Vec<char> = known.chars().collect();
    let begin = random.below(characters.len() + 1);
    let end = begin + random.below(characters.len() + 1 - begin);
    let part: String = characters[begin..end].iter().collect();
    match random.below(6) {
        0 => known,
        1 => part,
        2 => typed(random, &part),
        3 => typed(random, &known),
        4 => format!("{part} {}", text(random)),
        _ => text(random),
    }
}

#[test]
fn the_index_finds_what_a_scan_finds_in_the_same_order() {
    let mut ranks = [0; 5];
    let mut empty = 0;
    for seed in 0..60 {
        let mut random = Random::seeded(seed);
        let count = [1, 2, 10, 100, 300][random.below(5)];
        let mut all: Vec<Texts> = (0..count).map(|_| texts(&mut random)).collect();
        for _ in 0..count / 10 {
            // Some are called alike.
            let (from, to) = (random.below(count), random.below(count));
            all[to] = all[from].clone();
        }
        let words = index(&all);
        for _ in 0..60 {
            let asked = question(&mut random, &all);
            match Query::parse(&asked) {
                Ok(query) => {
                    let found = words.find(&query);
                    let expected = scan(&all, &asked);
                    assert_eq!(ranked(&found), expected, "seed {seed}: {asked:?} in {all:?}");
                    expected.iter().for_each(|(rank, _)| ranks[*rank as usize] += 1);
                    assert_eq!(found.counts.iter().sum::<usize>(), found.numbers.len());
                }
                Err(why) => {
                    empty += 1;
                    assert_eq!((why, plain(&asked)), (NoQuery::NoWords, Vec::new()), "seed {seed}: {asked:?}");
                }
            }
        }
    }
    assert!(ranks.iter().all(|count| *count > 500) && empty > 20, "{ranks:?} {empty}");
}

#[test]
fn an_index_of_nothing_finds_nothing() {
    for all in [&[][..], &[Texts::default()], &[Texts { names: vec![String::new(); 3], about: vec!["!".to_owned()] }]] {
        let words = index(all);
        for asked in ["a", "站", "zhan", "驿站 a 1"] {
            assert_eq!(words.find(&Query::parse(asked).unwrap()), Found::default());
        }
    }
}

#[test]
fn few_or_many_the_best_ways_to_ask_rank_first() {
    let names = ["驿站", "驿站东", "东驿站", "一站", "yizhan", "外"];
    let mut all: Vec<Texts> = names.map(|name| Texts { names: vec![name.to_owned()], about: Vec::new() }).into();
    all[5].about.push("驿站路".to_owned());
    let words = index(&all);
    let find = |asked: &str| ranked(&words.find(&Query::parse(asked).unwrap()));
    use Rank::{About, Beginning, Exact, Named, Spelled};
    assert_eq!(find("驿站"), [(Exact, 0), (Beginning, 1), (Named, 2), (About, 5)]);
    assert_eq!(find("yizhan"), [(Exact, 4), (Spelled, 0), (Spelled, 3), (Spelled, 1), (Spelled, 2)]);
    assert_eq!(find("yz"), [(Spelled, 0), (Spelled, 3), (Spelled, 1), (Spelled, 2)]);
    assert_eq!(find("yizh"), [(Beginning, 4), (Spelled, 0), (Spelled, 3), (Spelled, 1), (Spelled, 2)]);
    assert_eq!(find("站"), [(Named, 0), (Named, 3), (Named, 1), (Named, 2), (About, 5)]);
}

#[test]
fn a_hostile_question_over_hostile_texts_is_answered_like_any_other() {
    let long = "站".repeat(300);
    let all: Vec<Texts> = [
        &*long,
        "shishishishi",
        "石石石石石石石石石石",
        &"a".repeat(5000),
        &"a ".repeat(2000),
        &"\u{301}".repeat(5000),
    ]
    .map(|name| Texts { names: vec![name.to_owned()], about: vec![long.clone()] })
    .into();
    let words = index(&all);
    let many: Vec<String> = (0..MOST_WORDS).map(|number| format!("a{number}")).collect();
    for asked in [
        "站".repeat(200),
        "s".repeat(200),
        "shi".repeat(66),
        "a".repeat(200),
        "zhan".repeat(50),
        "z".repeat(200),
        many.join(" "),
    ] {
        let found = words.find(&Query::parse(&asked).unwrap());
        assert_eq!(ranked(&found), scan(&all, &asked), "{asked}");
    }
}
