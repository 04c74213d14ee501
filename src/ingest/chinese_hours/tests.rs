//! Which phrases are hours, and which are not? A table of facts, and what may never happen to any phrase.

use super::*;

const UNDERSTOOD: &[(&str, &str)] = &[
    // Days.
    ("周一至周五 9:00-17:00", "Mo-Fr 09:00-17:00"),
    ("周二到周日 9:30-17:00", "Tu-Su 09:30-17:00"),
    ("星期二至星期六 10:00-18:00", "Tu-Sa 10:00-18:00"),
    ("礼拜一到礼拜天 8:00-20:00", "Mo-Su 08:00-20:00"),
    ("週三至週日 09:00~17:00", "We-Su 09:00-17:00"),
    ("周一至五 8:30-16:30", "Mo-Fr 08:30-16:30"),
    ("星期一至日：7:00-23:00", "Mo-Su 07:00-23:00"),
    ("每周六 9:00-12:00", "Sa 09:00-12:00"),
    ("逢星期日 上午10時至下午1時", "Su 10:00-13:00"),
    ("周五至周一 10:00-22:00", "Fr-Mo 10:00-22:00"),
    ("每天 6:00-22:00", "Mo-Su 06:00-22:00"),
    ("每日9：00－17：30", "Mo-Su 09:00-17:30"),
    ("全年无休 8:00-21:00", "Mo-Su 08:00-21:00"),
    ("9:00-18:00", "Mo-Su 09:00-18:00"),
    ("开放时间：周一至周日 8:00-20:00。", "Mo-Su 08:00-20:00"),
    ("營業時間:每日10:00-22:00", "Mo-Su 10:00-22:00"),
    ("周一至周五 9:00-17:00开放", "Mo-Fr 09:00-17:00"),
    ("周一至周五对外开放：9:00-17:00", "Mo-Fr 09:00-17:00"),
    // Closed days.
    ("周一闭馆，周二到周日 9:30-17:00", "Tu-Su 09:30-17:00; Mo off"),
    ("周二至周日 9:00—20:00周一闭馆", "Tu-Su 09:00-20:00; Mo off"),
    ("周一闭馆周二至周日 10:30-20:30", "Tu-Su 10:30-20:30; Mo off"),
    ("9:00-16:30，周三闭馆", "Mo-Su 09:00-16:30; We off"),
    ("星期三至日 10:00–18:00（星期二閉館）", "We-Su 10:00-18:00; Tu off"),
    ("每天9:00-17:00（周一除外）", "Mo-Su 09:00-17:00; Mo off"),
    ("每日 上午9时至下午5时，除周四外", "Mo-Su 09:00-17:00; Th off"),
    ("周一至周五 9:00-17:00，法定节假日闭馆", "Mo-Fr 09:00-17:00; PH off"),
    ("星期一至五 上午9時至下午5時，公眾假期除外", "Mo-Fr 09:00-17:00; PH off"),
    ("周二至周日 9:00-17:00，周一及法定节假日闭馆", "Tu-Su 09:00-17:00; Mo off; PH off"),
    ("周二至周日 9:00-17:00；周一闭馆；法定节假日不开放", "Tu-Su 09:00-17:00; Mo off; PH off"),
    // Several spans, breaks.
    ("周一至周日 8:30-11:30，13:30-17:00", "Mo-Su 08:30-11:30,13:30-17:00"),
    ("8:30-11:30;13:00-17:30;18:30-20:30;周一闭馆", "Mo-Su 08:30-11:30,13:00-17:30,18:30-20:30; Mo off"),
    ("周一至周五8:30-11:30、14:00-17:00", "Mo-Fr 08:30-11:30,14:00-17:00"),
    ("上午9:00-11:30，下午2:00-5:30", "Mo-Su 09:00-11:30,14:00-17:30"),
    ("上午：8:30-12:00；下午：13:30-17:00；晚上：18:30-20:30", "Mo-Su 08:30-12:00,13:30-17:00,18:30-20:30"),
    ("上午9时至12时及下午2时至6时", "Mo-Su 09:00-12:00,14:00-18:00"),
    ("每天9:00-17:00（12:00-13:00午休）", "Mo-Su 09:00-12:00,13:00-17:00"),
    ("9:00-18:00，午休12:00-13:30", "Mo-Su 09:00-12:00,13:30-18:00"),
    ("周一至周五 9:00-18:00，中午12:00-2:00午休", "Mo-Fr 09:00-12:00,14:00-18:00"),
    // Times.
    ("上午7時30分至晚上10時", "Mo-Su 07:30-22:00"),
    ("早上八点到晚上十点", "Mo-Su 08:00-22:00"),
    ("上午九時半至下午五時一刻", "Mo-Su 09:30-17:15"),
    ("早8:00-晚10:00", "Mo-Su 08:00-22:00"),
    ("8点30分—17点30分", "Mo-Su 08:30-17:30"),
    ("９：００－１７：００", "Mo-Su 09:00-17:00"),
    ("9-17时", "Mo-Su 09:00-17:00"),
    ("二十点至二十二点四十五分", "Mo-Su 20:00-22:45"),
    ("9:00——21:00", "Mo-Su 09:00-21:00"),
    ("9:00-下午5:00", "Mo-Su 09:00-17:00"),
    ("清晨5:30至晚上11:00", "Mo-Su 05:30-23:00"),
    ("中午11:30至下午1:30", "Mo-Su 11:30-13:30"),
    ("下午2時至晚上12時", "Mo-Su 14:00-24:00"),
    ("周二至周日 8:30-24:00", "Tu-Su 08:30-24:00"),
    ("02:00-05:00", "Mo-Su 02:00-05:00"),
    ("5:00-22:00", "Mo-Su 05:00-22:00"),
    // Past midnight.
    ("18:00-次日2:00", "Mo-Su 18:00-02:00"),
    ("下午5時至翌日凌晨3時", "Mo-Su 17:00-03:00"),
    ("周五 晚上8:00-凌晨1:30", "Fr 20:00-01:30"),
    ("10:00-次日0:00", "Mo-Su 10:00-24:00"),
    ("11:00-14:00，17:00-第二天1:00", "Mo-Su 11:00-14:00,17:00-01:00"),
    // Always.
    ("24小时", "24/7"),
    ("２４小時開放", "24/7"),
    ("二十四小時", "24/7"),
    ("每天24小时营业", "24/7"),
    ("全天开放", "24/7"),
    ("全天24小时开放", "24/7"),
    ("開放時間：全日開放", "24/7"),
];

const REFUSED: &[&str] = &[
    "",
    "。",
    "，",
    "周一闭馆",
    "开放时间",
    "全年",
    "夏季",
    "实时查询",
    "以现场公告为准",
    // A word too many.
    "夏季 8:30-17:30",
    "约9:00-17:00",
    "9:00-17:00左右",
    "周二至周日 9:00-17:00（16:30停止入馆），周一闭馆",
    "周一至周日 9:00-17:00，以公告为准",
    "1层 9:00-21:00",
    "24小时响应",
    "24小时免费",
    "全天候免费开放",
    "每周一夜间开放 18:00-20:00",
    "周一至周日白天 9:00-17:00",
    // Hours that differ by day, and lists of days.
    "周一至周五 14:00-20:00周六 10:00-18:00",
    "周一至周五 9:00-17:00，周六 10:00-16:00",
    "周一至周五 9:00-17:00；9:00-12:00周六",
    "周六、周日 9:00-17:00",
    "周一周三周五 13:30-20:30",
    "9:30-16:30，周一二闭馆",
    "周二-周日 8:00-17:00",
    "周一至周五 9:00-17:00，周六、周日闭馆",
    // Words with more than one meaning.
    "工作日 8:20-17:00",
    "周末 9:00-17:00",
    "9:00-16:00，周一休馆",
    "周一至周五 9:00-18:00（节假日不开放）",
    "周一至周五24小时开放",
    "全日",
    // Run together.
    "8:30-11:3013:30-16:30",
    "周一至周日 8:30-11:30 13:30-17:00",
    "上午8:30-11:30下午13:30-17:00",
    "周一至周五 9:00-17:00法定节假日闭馆",
    "周一闭馆9:00-16:30",
    "周一上午闭馆",
    "周一9:00-16:30闭馆",
    "9:00-17:00午休12:00-13:00",
    // Times with no reading, or with two.
    "17:00-9:00",
    "18:00-2:00",
    "2:00-5:00",
    "8:30-11:30，1:30-4:30",
    "晚上2时至4时",
    "上午13:00-17:00",
    "上午12时至下午2时",
    "下午13:30-5:00",
    "9:00-晚上10:00",
    "9时至凌晨2时",
    "9:00-9:00",
    "8:00-次日8:00",
    "9:60-17:00",
    "25:00-26:00",
    "24:00-25:00",
    "9:5-17:00",
    "9点5-17点",
    "9-17",
    "9:00",
    "0900-1700",
    "九五点至十七点",
    // Contradictions.
    "9:00-12:00，11:00-17:00",
    "9:00-12:00，12:00-13:00午休",
    "6:00-12:00，18:00-次日7:00",
    "周一 9:00-17:00，周一闭馆",
    "9:00-17:00，周一闭馆，周一闭馆",
    "周一至周一 9:00-17:00",
    "24小时，周一闭馆",
    "9:00-17:00（周一闭馆",
    "9:00-17:00，，周一闭馆",
    // Other languages.
    "午前9時から午後5時",
    "24時間",
    "Mo-Fr 09:00-17:00",
];

#[test]
fn an_understood_phrase_is_translated() {
    for (phrase, expected) in UNDERSTOOD {
        assert_eq!(to_opening_hours(phrase).as_deref(), Some(*expected), "{phrase}");
    }
}

#[test]
fn a_phrase_with_anything_not_understood_is_unknown() {
    for phrase in REFUSED {
        assert_eq!(to_opening_hours(phrase), None, "{phrase}");
    }
}

#[test]
fn an_unknown_word_anywhere_makes_the_phrase_unknown() {
    let unknown =
        ["部分", "约", "夏季", "预约", "休馆", "节假日", "儿童区", "二楼", "起", "双", "非", "x", "?", "元", "🙂"];
    for (phrase, _) in UNDERSTOOD {
        for (at, _) in phrase.char_indices().chain([(phrase.len(), ' ')]) {
            for word in unknown {
                let (before, after) = phrase.split_at(at);
                let mutant = format!("{before}{word}{after}");
                assert_eq!(to_opening_hours(&mutant), None, "{mutant}");
            }
        }
    }
}

#[test]
fn a_lost_character_never_changes_the_hours() {
    // A digit or a word of one character (九, 半, 晚) that is lost leaves another time: nobody can tell.
    let counts = |c: char| c.is_numeric() || "一二三四五六七八九十半早晚".contains(c);
    for (phrase, expected) in UNDERSTOOD {
        for (at, lost) in phrase.char_indices().filter(|(_, c)| !counts(*c)) {
            let mutant = format!("{}{}", &phrase[..at], &phrase[at + lost.len_utf8()..]);
            let found = to_opening_hours(&mutant);
            assert!(found.is_none() || found.as_deref() == Some(*expected), "{phrase} without {lost}: {found:?}");
        }
    }
}

#[test]
fn words_in_any_order_are_hours_or_unknown() {
    let words: Vec<&str> =
        UNDERSTOOD.iter().flat_map(|(phrase, _)| phrase.split_inclusive(['至', '，', ' ', '-', '：'])).collect();
    let mut seed = 3u64;
    let mut next = |bound: usize| {
        // Marsaglia, Xorshift RNGs, 2003: the triple 13, 7, 17.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as usize % bound
    };
    let mut understood = 0;
    for _ in 0..20_000 {
        let count = 1 + next(6);
        let phrase: String = (0..count).map(|_| words[next(words.len())]).collect();
        let Some(hours) = to_opening_hours(&phrase) else {
            continue;
        };
        understood += 1;
        let known = |c: char| c.is_ascii_digit() || "MoTuWeThFrSaPH off:-,;/".contains(c);
        assert!(hours.chars().all(known) && !hours.contains("  "), "{phrase}: {hours}");
    }
    assert!(understood > 100, "{understood}");
}

#[test]
fn a_phrase_of_endless_length_is_unknown() {
    assert_eq!(to_opening_hours(&"周一至".repeat(100_000)), None);
    assert_eq!(to_opening_hours(&format!("9:00-17:00{}", " ".repeat(2_000))), None);
}
