//! Which words does the field use? Amenities and kinds of station, with Chinese and English labels and OSM tags.

/// One word of the vocabulary.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// The word in data and queries.
    pub word: &'static str,
    /// Label in Chinese.
    pub zh: &'static str,
    /// Label in English.
    pub en: &'static str,
    /// The OSM tag that says the same, `key=value`, where there is one.
    pub osm: Option<&'static str>,
}

const fn word(word: &'static str, zh: &'static str, en: &'static str) -> Word {
    Word { word, zh, en, osm: None }
}

const fn osm(word: &'static str, zh: &'static str, en: &'static str, tag: &'static str) -> Word {
    Word { word, zh, en, osm: Some(tag) }
}

/// Amenities: facilities and services. The order is the order of display; positions are not stable between versions.
pub const AMENITIES: &[Word] = &[
    // Rest
    osm("seating", "座椅", "Seating", "bench=yes"),
    osm("air_conditioning", "空调", "Air conditioning", "air_conditioning=yes"),
    osm("heating", "暖气", "Heating", "heating=yes"),
    osm("shelter", "避雨处", "Shelter", "shelter=yes"),
    osm("toilets", "卫生间", "Toilets", "toilets=yes"),
    osm("shower", "淋浴", "Shower", "shower=yes"),
    word("nursing_room", "母婴室", "Nursing room"),
    word("women_room", "女职工休息室", "Women's rest room"),
    word("sleeping", "午休床位", "Place to sleep"),
    word("rest_station", "户外劳动者服务站点", "Outdoor workers' rest station"),
    word("relaxation_chair", "放松椅", "Relaxation chair"),
    // Food and drink
    osm("water", "饮用水", "Drinking water", "drinking_water=yes"),
    word("hot_water", "热水", "Hot water"),
    osm("microwave", "微波炉", "Microwave", "microwave=yes"),
    osm("fridge", "冰箱", "Fridge", "fridge=yes"),
    word("canteen", "食堂", "Canteen"),
    word("food_storage", "餐食存放", "Food storage"),
    word("tea", "茶水", "Tea"),
    word("coffee", "咖啡", "Coffee"),
    // Power and vehicles
    osm("phone_charging", "手机充电", "Phone charging", "device_charging=yes"),
    word("power_bank", "充电宝", "Power bank"),
    word("ebike_charging", "电动车充电", "E-bike charging"),
    word("battery_swap", "换电柜", "Battery swap"),
    word("ebike_repair", "电动车维修", "E-bike repair"),
    osm("bicycle_parking", "自行车停放", "Bicycle parking", "bicycle_parking=yes"),
    word("ebike_parking", "电动车停放", "E-bike parking"),
    osm("tyre_pump", "打气筒", "Tyre pump", "service:bicycle:pump=yes"),
    word("umbrella", "雨伞", "Umbrella"),
    // Health
    osm("first_aid", "急救箱", "First-aid kit", "first_aid_kit=yes"),
    word("medicine", "常用药品", "Common medicines"),
    osm("aed", "自动体外除颤器", "Defibrillator (AED)", "emergency=defibrillator"),
    word("blood_pressure", "血压计", "Blood pressure meter"),
    word("counselling", "心理咨询", "Counselling"),
    word("online_counselling", "线上心理咨询", "Online counselling"),
    word("psychological_checkup", "心理体检", "Psychological check-up"),
    word("sand_tray", "沙盘游戏", "Sand tray"),
    osm("clinic", "诊所", "Clinic", "amenity=clinic"),
    // Rights and help
    word("legal_aid", "法律援助", "Legal aid"),
    word("legal_advice", "法律咨询", "Legal advice"),
    word("document_drafting", "法律文书代写", "Drafting of legal documents"),
    word("mediation", "劳动争议调解", "Mediation of labour disputes"),
    word("arbitration", "劳动仲裁", "Labour arbitration"),
    word("litigation", "诉讼服务", "Litigation"),
    word("wage_claims", "讨薪维权", "Wage claims"),
    word("union_joining", "加入工会", "Joining a union"),
    word("government_services", "政务服务", "Government services"),
    word("job_board", "求职招聘", "Job board"),
    word("hardship_relief", "困难帮扶", "Hardship relief"),
    word("startup_help", "创业帮扶", "Help with starting a business"),
    word("rights_station", "职工维权站", "Workers' rights station"),
    word("service_desk", "综合服务区", "Service area"),
    word("station_mission", "车站救助站", "Station mission"),
    // Learning and leisure
    osm("library", "图书阅览", "Library", "amenity=library"),
    osm("wifi", "无线网络", "Wi-Fi", "internet_access=wlan"),
    word("training", "技能培训", "Training"),
    word("lectures", "讲座", "Lectures"),
    word("skills_contest", "技能竞赛", "Skills contest"),
    word("craft_studio", "工匠工作室", "Craftsmen's studio"),
    osm("gym", "健身房", "Gym", "leisure=fitness_centre"),
    word("sports", "球类运动", "Sports"),
    word("yoga", "瑜伽", "Yoga"),
    word("activity_room", "活动室", "Activity room"),
    word("group_activities", "集体活动", "Group activities"),
    word("board_games", "棋牌", "Board games"),
    word("meeting_room", "会议室", "Meeting room"),
    word("haircut", "理发", "Haircut"),
    word("matchmaking", "婚恋交友", "Matchmaking"),
    word("live_stage", "展示舞台", "Stage"),
    // Access and travel
    osm("wheelchair", "无障碍通道", "Step-free access", "wheelchair=yes"),
    osm("lockers", "储物柜", "Lockers", "lockers=yes"),
    osm("parking", "停车场", "Parking", "parking=yes"),
    word("lost_and_found", "失物招领", "Lost property"),
    word("information", "问询处", "Information desk"),
    word("service_staff", "站务人员", "Station staff"),
    word("travel_centre", "旅行服务中心", "Travel centre"),
];

/// Kinds of station.
pub const KINDS: &[Word] = &[
    word("union_station", "工会驿站", "Union station"),
    word("service_centre", "职工服务中心", "Workers' service centre"),
    word("workers_home", "职工之家", "Workers' home"),
    word("sanitation_rest_room", "环卫工人休息室", "Sanitation workers' rest room"),
    word("courier_hub", "骑手驿站", "Courier hub"),
    osm("bank_branch", "银行网点", "Bank branch", "amenity=bank"),
    osm("library", "图书馆", "Library", "amenity=library"),
    osm("government_hall", "政务大厅", "Government hall", "amenity=townhall"),
    osm("railway_station", "火车站", "Railway station", "railway=station"),
    osm("fuel_station", "加油站", "Fuel station", "amenity=fuel"),
    osm("public_toilet", "公共厕所", "Public toilet", "amenity=toilets"),
    osm("drinking_water", "饮水点", "Drinking water", "amenity=drinking_water"),
    word("other", "其他", "Other"),
];

/// A named group of amenities, asked for as one word.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// The word in queries, and its labels.
    pub word: Word,
    /// The amenities it stands for.
    pub amenities: &'static [&'static str],
}

/// Presets. The base kit is the planners' standard for a station.
pub const PRESETS: &[Preset] = &[Preset {
    word: word("base_kit", "基本配置", "Base kit"),
    amenities: &["water", "microwave", "seating", "phone_charging", "first_aid"],
}];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_word_is_listed_once_with_both_labels() {
        for table in [AMENITIES, KINDS] {
            let words: HashSet<_> = table.iter().map(|word| word.word).collect();
            assert_eq!(words.len(), table.len());
            for word in table {
                assert!(!word.zh.is_empty() && !word.en.is_empty(), "{}", word.word);
                assert!(word.word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", word.word);
            }
        }
    }

    #[test]
    fn a_preset_stands_for_words_of_the_vocabulary() {
        for preset in PRESETS {
            assert!(AMENITIES.iter().all(|word| word.word != preset.word.word));
            for amenity in preset.amenities {
                assert!(AMENITIES.iter().any(|word| word.word == *amenity), "{amenity}");
            }
        }
    }
}
