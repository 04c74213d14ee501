//! How does a person read the description? As one page, an anchor for each operation, with nothing that runs.

use super::document::TAGS;
use serde_json::{Map, Value};
use std::fmt::Write;

/// Where examples are asked; what the program listens on if it is told nothing else.
const ORIGIN: &str = "http://127.0.0.1:8080";

/// The page of a document.
pub(super) fn page(document: &Value) -> String {
    let mut page = Page { out: String::with_capacity(256 << 10) };
    page.head(document);
    let operations = operations(document);
    page.raw("<nav aria-label=\"Operations\"><ul>");
    for (tag, _) in TAGS {
        page.raw("<li><span>").text(tag).raw("</span><ul>");
        for asked in operations.iter().filter(|asked| asked.is_of(tag)) {
            page.raw("<li><a href=\"#").text(asked.id()).raw("\"><b>").text(&asked.method).raw("</b> ");
            page.text(asked.path).raw("</a></li>");
        }
        page.raw("</ul></li>");
    }
    page.raw("<li><a href=\"#schemas\">Schemas</a></li></ul></nav><main id=\"content\">");
    for (tag, about) in TAGS {
        page.raw("<section><h2>").text(tag).raw("</h2><p>").text(about).raw("</p>");
        for asked in operations.iter().filter(|asked| asked.is_of(tag)) {
            page.operation(asked, document);
        }
        page.raw("</section>");
    }
    page.schemas(&document["components"]["schemas"]);
    page.raw("</main></body></html>\n");
    page.out
}

/// An operation and where it is.
struct Asked<'a> {
    path: &'a str,
    method: String,
    told: &'a Value,
}

impl Asked<'_> {
    fn id(&self) -> &str {
        text_of(&self.told["operationId"])
    }

    fn is_of(&self, tag: &str) -> bool {
        self.told["tags"][0] == tag
    }

    fn parameters(&self) -> &[Value] {
        self.told["parameters"].as_array().map_or(&[], Vec::as_slice)
    }

    fn body(&self) -> &Value {
        &self.told["requestBody"]["content"]["application/json"]
    }

    /// The example as a command; none if there is no example.
    fn curl(&self) -> String {
        let mut path = self.path.to_owned();
        let mut query = String::new();
        for parameter in self.parameters() {
            let shown = match &parameter["example"] {
                Value::Null => continue,
                Value::String(text) => text.clone(),
                Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(","),
                value => value.to_string(),
            };
            let name = text_of(&parameter["name"]);
            if parameter["in"] == "path" {
                path = path.replace(&format!("{{{name}}}"), &shown);
            } else {
                let start = if query.is_empty() { '?' } else { '&' };
                let _ = write!(query, "{start}{name}={}", shown.replace('+', "%2B"));
            }
        }
        match &self.body()["example"] {
            Value::Null => format!("curl '{ORIGIN}{path}{query}'"),
            body => {
                // Between single quotes of a shell nothing is special but they themselves.
                let body = body.to_string().replace('\'', "'\\''");
                format!("curl -H 'Content-Type: application/json' {ORIGIN}{path} \\\n  -d '{body}'")
            }
        }
    }
}

fn operations(document: &Value) -> Vec<Asked<'_>> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let each = paths.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, told)| Asked { path, method: method.to_uppercase(), told })
    });
    each.collect()
}

/// Markup under way. Whatever comes from the document goes through [`Page::text`].
struct Page {
    out: String,
}

impl Page {
    fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                other => self.out.push(other),
            }
        }
        self
    }

    /// A text in which some words stand between backquotes.
    fn prose(&mut self, text: &str) -> &mut Self {
        for (place, part) in text.split('`').enumerate() {
            match place % 2 {
                0 => self.text(part),
                _ => self.raw("<code>").text(part).raw("</code>"),
            };
        }
        self
    }

    fn head(&mut self, document: &Value) {
        let info = &document["info"];
        self.raw("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">");
        self.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        self.raw("<meta name=\"color-scheme\" content=\"light dark\"><title>").text(text_of(&info["title"]));
        self.raw(": the API</title><link rel=\"stylesheet\" href=\"/v1/api.css\"></head><body>");
        self.raw("<a class=\"skip\" href=\"#content\">To the operations</a><header><h1>");
        self.text(text_of(&info["title"])).raw(" <small>").text(text_of(&info["version"])).raw("</small></h1>");
        for paragraph in text_of(&info["description"]).split("\n\n") {
            self.raw("<p>").prose(paragraph).raw("</p>");
        }
        self.raw("<p>For programs: <a href=\"/v1/api?version=3.1\">OpenAPI 3.1</a>, ");
        self.raw("<a href=\"/v1/api?version=3.0\">OpenAPI 3.0</a>.</p></header>");
    }

    fn operation(&mut self, asked: &Asked, document: &Value) {
        self.raw("<article id=\"").text(asked.id()).raw("\"><h3><a href=\"#").text(asked.id()).raw("\"><b>");
        self.text(&asked.method).raw("</b> <code>").text(asked.path).raw("</code></a></h3><p>");
        self.text(text_of(&asked.told["summary"])).raw(".</p>");
        if let Some(about) = asked.told["description"].as_str() {
            self.raw("<p>").prose(about).raw("</p>");
        }
        if !asked.parameters().is_empty() {
            self.begin_members("Parameters");
            for parameter in asked.parameters() {
                let needed = parameter["required"] == true;
                let place = text_of(&parameter["in"]);
                let place = if place == "query" { "" } else { place };
                self.member(
                    (text_of(&parameter["name"]), place),
                    needed,
                    &parameter["schema"],
                    text_of(&parameter["description"]),
                );
            }
            self.raw("</tbody></table></div>");
        }
        let body = &asked.body()["schema"];
        if let Some(members) = body["properties"].as_object() {
            self.members("Members of the body", members, &body["required"]);
            self.raw("<p>").text(text_of(&asked.told["requestBody"]["description"])).raw("</p>");
        }
        self.answers(asked, document);
        self.raw("<h4>Example</h4><pre tabindex=\"0\"><code>").text(&asked.curl()).raw("</code></pre>");
        let contents = asked.told["responses"]["200"]["content"].as_object();
        if let Some(example) = contents.into_iter().flat_map(Map::values).find_map(|content| content.get("example")) {
            self.raw("<details><summary>Its answer</summary><pre tabindex=\"0\"><code>");
            self.text(&serde_json::to_string_pretty(example).unwrap_or_default()).raw("</code></pre></details>");
        }
        self.raw("</article>");
    }

    fn answers(&mut self, asked: &Asked, document: &Value) {
        self.raw("<h4>Answers</h4><div class=\"wide\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Status</th>");
        self.raw("<th scope=\"col\">Form</th><th scope=\"col\">Meaning</th></tr></thead><tbody>");
        for (status, answer) in asked.told["responses"].as_object().into_iter().flatten() {
            let answer = answer["$ref"].as_str().map_or(answer, |of| &document["components"]["responses"][last(of)]);
            self.raw("<tr><th scope=\"row\">").text(status).raw("</th><td>");
            for (place, (media_type, content)) in answer["content"].as_object().into_iter().flatten().enumerate() {
                if place > 0 {
                    self.raw("<br>");
                }
                self.raw("<code>").text(media_type).raw("</code>");
                if content["schema"]["$ref"].is_string() || content["schema"]["anyOf"].is_array() {
                    self.raw(" ").kind(&content["schema"]);
                }
            }
            self.raw("</td><td>").text(text_of(&answer["description"])).raw("</td></tr>");
        }
        self.raw("</tbody></table></div>");
    }

    fn schemas(&mut self, schemas: &Value) {
        self.raw("<section id=\"schemas\"><h2>Schemas</h2>");
        for (name, schema) in schemas.as_object().into_iter().flatten() {
            self.raw("<article id=\"schema-").text(name).raw("\"><h3><a href=\"#schema-").text(name).raw("\">");
            self.text(name).raw("</a></h3>");
            if let Some(about) = schema["description"].as_str() {
                self.raw("<p>").text(about).raw("</p>");
            }
            match schema["properties"].as_object() {
                Some(members) => self.members("Members", members, &schema["required"]),
                None => drop(self.raw("<p>").kind(schema).raw("</p>")),
            }
            self.raw("</article>");
        }
        self.raw("</section>");
    }

    fn members(&mut self, caption: &'static str, members: &Map<String, Value>, required: &Value) {
        self.begin_members(caption);
        for (name, schema) in members {
            let needed = required.as_array().is_some_and(|names| names.iter().any(|needed| needed == name));
            self.member((name, ""), needed, schema, text_of(&schema["description"]));
        }
        self.raw("</tbody></table></div>");
    }

    fn begin_members(&mut self, caption: &'static str) {
        self.raw("<h4>").raw(caption).raw("</h4><div class=\"wide\" tabindex=\"0\"><table><thead><tr>");
        for column in ["Name", "Type", "Range", "Default", "Meaning"] {
            self.raw("<th scope=\"col\">").raw(column).raw("</th>");
        }
        self.raw("</tr></thead><tbody>");
    }

    fn member(&mut self, (name, place): (&str, &str), needed: bool, schema: &Value, about: &str) {
        self.raw("<tr><th scope=\"row\"><code>").text(name).raw("</code>");
        if needed {
            self.raw(" <em>needed</em>");
        }
        if !place.is_empty() {
            self.raw(" <em>in ").text(place).raw("</em>");
        }
        self.raw("</th><td>").kind(schema).raw("</td><td data-label=\"Range: \">").text(&range(schema));
        self.raw("</td><td data-label=\"Default: \">");
        if let Some(default) = schema.get("default") {
            self.raw("<code>").text(&plain(default)).raw("</code>");
        }
        self.raw("</td><td>").text(about).raw("</td></tr>");
    }

    /// What a schema is, in words.
    fn kind(&mut self, schema: &Value) -> &mut Self {
        if let Some(of) = schema["$ref"].as_str() {
            return self.raw("<a href=\"#schema-").text(last(of)).raw("\">").text(last(of)).raw("</a>");
        }
        if let Some(words) = schema["enum"].as_array() {
            for (place, word) in words.iter().enumerate() {
                if place > 0 {
                    self.raw(", ");
                }
                self.raw("<code>").text(&plain(word)).raw("</code>");
            }
            return self;
        }
        if let Some(several) = schema["anyOf"].as_array() {
            for (place, one) in several.iter().enumerate() {
                if place > 0 {
                    self.raw(" or ");
                }
                self.kind(one);
            }
            return self;
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(several) => several.iter().map(text_of).collect(),
            _ => vec!["anything"],
        };
        for (place, one) in types.iter().enumerate() {
            if place > 0 {
                self.raw(" or ");
            }
            match (*one, schema["format"].as_str()) {
                ("array", _) => self.raw("list of ").kind(&schema["items"]),
                ("string", Some("date-time")) => self.raw("time"),
                ("object", _) => self.object(schema),
                ("string", _) => self.raw("text"),
                (other, _) => self.text(other),
            };
        }
        self
    }

    /// An object without a name, member by member.
    fn object(&mut self, schema: &Value) -> &mut Self {
        let Some(members) = schema["properties"].as_object() else { return self.raw("object") };
        self.raw("{");
        for (place, (name, member)) in members.iter().enumerate() {
            if place > 0 {
                self.raw(", ");
            }
            self.raw("<code>").text(name).raw("</code>: ").kind(member);
        }
        self.raw("}")
    }
}

/// Bounds and unit.
fn range(schema: &Value) -> String {
    let each = if schema["items"]["maximum"].is_number() { &schema["items"] } else { schema };
    let mut told = match (&each["minimum"], &each["maximum"]) {
        (Value::Null, Value::Null) => String::new(),
        (least, Value::Null) => format!("from {}", plain(least)),
        (Value::Null, most) => format!("to {}", plain(most)),
        (least, most) => format!("{} to {}", plain(least), plain(most)),
    };
    match (&schema["minItems"], &schema["maxItems"]) {
        (least, Value::Number(most)) if least.as_u64() == most.as_u64() => told = format!("{most} of {told}"),
        (_, Value::Number(most)) => told = format!("{most} at most {told}"),
        _ => {}
    }
    match each["x-unit"].as_str() {
        Some(unit) if told.is_empty() => unit.to_owned(),
        Some(unit) => format!("{}, {unit}", told.trim_end()),
        None => told.trim_end().to_owned(),
    }
}

/// A value as a person writes it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(","),
        Value::Number(number) => {
            let text = number.to_string();
            text.strip_suffix(".0").unwrap_or(&text).to_owned()
        }
        value => value.to_string(),
    }
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The name at the end of a reference.
fn last(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or_default()
}
