//! How are resources shown to people? Each page is made from the very JSON that programs get.

use super::markup::{anchor, definitions, escaped, related, said, table};
use super::page::page;
use serde_json::{Map, Value};

/// Properties of a feature that tables show, where any feature has them, and what the column is called.
const COLUMNS: &[(&str, &str)] = &[
    ("name", "Name"),
    ("kind", "Kind"),
    ("address", "Address"),
    ("district", "District"),
    ("operator", "Operator"),
    ("access", "Access"),
    ("status", "Status"),
    ("open", "Now"),
];

/// The landing page.
pub fn landing(body: &Value) -> String {
    let description = format!("<p>{}</p>", escaped(text(body, "description")));
    shown(body, text(body, "title"), &[], &(description + "<h2>Where to go</h2>" + &list_of_links(body)))
}

/// The standards that are kept.
pub fn conformance(body: &Value) -> String {
    let classes = body["conformsTo"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let items: String = classes.map(|class| format!("<li>{}</li>", anchor(class, &escaped(class)))).collect();
    shown(
        body,
        "Conformance",
        &[top(body)],
        &format!("<p>These parts of standards are kept:</p><ul>{items}</ul>{}", other_form(body)),
    )
}

/// The collections.
pub fn collections(body: &Value) -> String {
    let each = body["collections"].as_array().into_iter().flatten();
    let sections: String = each
        .map(|collection| {
            let title = escaped(text(collection, "title"));
            let heading = anchor(&page_of(collection, "alternate"), &title);
            let items = anchor(&page_of(collection, "items"), &format!("Browse {}", title.to_lowercase()));
            format!(
                "<section><h2>{heading}</h2><p>{}</p><p>{items}</p></section>",
                escaped(text(collection, "description"))
            )
        })
        .collect();
    shown(body, "Collections", &[top(body)], &(sections + &other_form(body)))
}

/// A collection.
pub fn collection(body: &Value) -> String {
    let mut facts = vec![("Identifier".to_owned(), said(text(body, "id")))];
    if let Some(corners) = body["extent"]["spatial"]["bbox"][0].as_array() {
        let corners: Vec<String> = corners.iter().map(Value::to_string).collect();
        facts.push(("West, south, east, north".to_owned(), said(&corners.join(", "))));
    }
    if let Some(ends) = body["extent"]["temporal"]["interval"][0].as_array() {
        let ends: Vec<&str> = ends.iter().filter_map(Value::as_str).collect();
        facts.push(("Dates".to_owned(), said(&ends.join(" to "))));
    }
    let content = format!(
        "<p>{}</p>{}<h2>Where to go</h2>{}",
        escaped(text(body, "description")),
        definitions(facts.into_iter()),
        list_of_links(body)
    );
    shown(body, text(body, "title"), &[top(body), above(body, "/v1/collections", "Collections")], &content)
}

/// A schema: the properties that a filter may ask for, or that features have.
pub fn schema(body: &Value, collection: &str) -> String {
    let address = text(body, "$id");
    let (base, _) = address.rsplit_once('/').unwrap_or((address, ""));
    let root = base.strip_suffix(&format!("/collections/{collection}")).unwrap_or("/v1");
    let flat = &body["properties"];
    let nested = flat.get("properties").and_then(|of_feature| of_feature.get("properties"));
    let rows: Vec<Vec<String>> = nested
        .unwrap_or(flat)
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, schema)| {
            let what = ["type", "format"].iter().filter_map(|member| schema.get(*member)).map(plain);
            let note = schema.get("description").map(plain).unwrap_or_default();
            vec![said(name), said(&what.collect::<Vec<_>>().join(", ")), said(&note)]
        })
        .collect();
    let up = [
        (format!("{root}?f=html"), "Start"),
        (format!("{root}/collections?f=html"), "Collections"),
        (format!("{base}?f=html"), collection),
    ];
    page(text(body, "description"), &up, &table("Properties", &["Name", "Type", "Note"], &rows), "")
}

/// A page of features.
pub fn items(body: &Value, collection: &str, title: &str) -> String {
    let features: Vec<&Value> = body["features"].as_array().into_iter().flatten().collect();
    let has = |name: &str| features.iter().any(|feature| feature["properties"].get(name).is_some());
    let columns: Vec<&(&str, &str)> = COLUMNS.iter().filter(|(name, _)| has(name)).collect();
    let heads: Vec<&str> = std::iter::once("Identifier").chain(columns.iter().map(|(_, head)| *head)).collect();
    let base = base(body, collection);
    let row = |feature: &&Value| {
        let id = text(feature, "id");
        let link = anchor(&format!("{base}/items/{}?f=html", super::links::segment(id)), &said(id));
        let cells = columns.iter().map(|(name, _)| shown_value(name, &feature["properties"][*name]));
        std::iter::once(link).chain(cells).collect()
    };
    let rows: Vec<Vec<String>> = features.iter().map(row).collect();
    let first = body["query"]["offset"].as_u64().unwrap_or(0) + 1;
    let (returned, matched) = (&body["numberReturned"], &body["numberMatched"]);
    let caption = match returned.as_u64() {
        Some(0) | None => format!("None here; {matched} in all"),
        Some(count) => format!("{first} to {} of {matched}", first + count - 1),
    };
    let paging: String = [("prev", "Previous page"), ("next", "Next page")]
        .iter()
        .filter_map(|(rel, name)| Some(related(rel, link(body, rel)?, name) + " "))
        .collect();
    let paging = match paging.is_empty() {
        true => String::new(),
        false => format!("<nav aria-label=\"Pages\">{paging}</nav>"),
    };
    let content = format!("{}{paging}{}", table(&caption, &heads, &rows), other_form(body));
    let up = [top(body), above(body, "/v1/collections", "Collections"), (format!("{base}?f=html"), title)];
    shown(body, title, &up, &content)
}

/// A feature.
pub fn item(body: &Value, collection: &str, collection_title: &str) -> String {
    let empty = Map::new();
    let properties = body["properties"].as_object().unwrap_or(&empty);
    let id = text(body, "id");
    let name = properties.get("name").and_then(Value::as_str).unwrap_or(id);
    let geometry = &body["geometry"];
    let place = match (geometry["type"].as_str(), geometry["coordinates"].as_array()) {
        (Some("Point"), Some(at)) => at.iter().map(Value::to_string).collect::<Vec<_>>().join(", "),
        (kind, _) => kind.unwrap_or_default().to_owned(),
    };
    let facts = [("Identifier", id), ("Longitude, latitude", &place)].map(|(term, what)| (term.to_owned(), said(what)));
    let own = properties.iter().map(|(name, value)| (said(name), shown_value(name, value)));
    let content = definitions(facts.into_iter().chain(own)) + &other_form(body);
    let base = base(body, collection);
    let up = [
        top(body),
        above(body, "/v1/collections", "Collections"),
        (format!("{base}?f=html"), collection_title),
        (format!("{base}/items?f=html"), "Items"),
    ];
    shown(body, name, &up, &content)
}

fn shown(body: &Value, title: &str, up: &[(String, &str)], content: &str) -> String {
    page(title, up, content, text(&body["dataset"], "version"))
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_default()
}

fn links(body: &Value) -> impl Iterator<Item = &Value> {
    body["links"].as_array().into_iter().flatten()
}

fn link<'a>(body: &'a Value, rel: &str) -> Option<&'a str> {
    links(body).find(|link| link["rel"] == rel)?["href"].as_str()
}

/// The address of a page that has a relation to a resource.
fn page_of(body: &Value, rel: &str) -> String {
    let is_page = |link: &&Value| link["rel"] == rel && link["type"] == super::links::HTML_TYPE;
    links(body).find(is_page).map(|link| text(link, "href").to_owned()).unwrap_or_default()
}

/// How the caller reached us, as this resource's own link tells.
fn origin(body: &Value) -> &str {
    link(body, "self").and_then(|own| own.split_once("/v1")).map_or("", |(origin, _)| origin)
}

fn top(body: &Value) -> (String, &'static str) {
    above(body, "/v1", "Start")
}

fn above<'a>(body: &Value, path: &str, name: &'a str) -> (String, &'a str) {
    (format!("{}{path}?f=html", origin(body)), name)
}

fn base(body: &Value, collection: &str) -> String {
    format!("{}/v1/collections/{collection}", origin(body))
}

fn list_of_links(body: &Value) -> String {
    let items = links(body).filter(|link| link["rel"] != "self").map(|link| {
        let (title, media_type) = (escaped(text(link, "title")), escaped(text(link, "type")));
        format!("<li>{} ({media_type})</li>", related(text(link, "rel"), text(link, "href"), &title))
    });
    format!("<ul>{}</ul>", items.collect::<String>())
}

fn other_form(body: &Value) -> String {
    link(body, "alternate")
        .map_or(String::new(), |href| format!("<p>{}</p>", related("alternate", href, "The same as JSON")))
}

/// A value as plain text.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn shown_value(name: &str, value: &Value) -> String {
    match (name, value) {
        (_, Value::Null) => String::new(),
        ("open" | "open_at_arrival", opening) => {
            let when = [("closes_at", "until"), ("opens_at", "opens")].into_iter();
            let when = when.filter_map(|(member, word)| Some(format!("{word} {}", opening.get(member)?.as_str()?)));
            said(&std::iter::once(text(opening, "state").to_owned()).chain(when).collect::<Vec<_>>().join(", "))
        }
        ("amenities", Value::Array(amenities)) => {
            let labels: Vec<&str> = amenities.iter().map(|amenity| text(amenity, "label")).collect();
            said(&labels.join(", "))
        }
        // Only what is surely an address of the web is made a link.
        (_, Value::String(address)) if address.starts_with("https://") || address.starts_with("http://") => {
            format!("<a rel=\"nofollow noopener noreferrer\" href=\"{0}\">{0}</a>", escaped(address))
        }
        (_, other) => said(&plain(other)),
    }
}
