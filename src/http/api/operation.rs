//! What is told of a route? What it takes, how it answers and refuses, and an example; in a few words beside its handler.

use super::schema::{self, Shape};
use crate::http::declared::{Declared, Stands, body_of};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use utoipa::openapi::content::{Content, ContentBuilder};
use utoipa::openapi::header::Header;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Ref, RefOr, Required};

/// What may be answered on every route: wrong parameters, no form that is wanted, an address or a head that is too
/// long, too many at once.
const ANYWHERE: [u16; 6] = [400, 406, 414, 429, 431, 503];
/// What may be answered where there is a body: too slow, too large, not JSON.
const WITH_A_BODY: [u16; 3] = [408, 413, 415];

const RANGE: &str = "One range of bytes (RFC 9110, section 14), such as bytes=0-1023; several, and other units, are passed over, and the answer is the whole file.";
const IF_RANGE: &str =
    "The tag of the file that the caller has a part of; if it no longer holds, the answer is the whole file.";

/// One way to ask a route.
pub struct Operation {
    pub(super) path: &'static str,
    pub(super) method: HttpMethod,
    pub(super) tag: &'static str,
    id: &'static str,
    summary: &'static str,
    about: &'static str,
    in_path: Vec<&'static dyn Declared>,
    parameters: Vec<&'static dyn Declared>,
    body: Option<Body>,
    answers: Vec<Told>,
    refusals: Vec<u16>,
    kept: bool,
    /// Whether parts of its answer can be asked for.
    in_parts: bool,
    asked: &'static str,
}

struct Body {
    members: Vec<&'static dyn Declared>,
    most_bytes: usize,
    example: &'static str,
}

/// One form of an answer.
struct Told {
    status: u16,
    media_type: &'static str,
    about: &'static str,
    shape: Option<Shape>,
    example: &'static str,
}

impl Operation {
    /// A `GET`, by the name that programs know it by and what it answers.
    pub fn get(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self {
            path,
            method: HttpMethod::Get,
            tag: "",
            id,
            summary,
            about: "",
            in_path: Vec::new(),
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            refusals: ANYWHERE.to_vec(),
            kept: true,
            in_parts: false,
            asked: "",
        }
    }

    /// A `POST` with a body of so many bytes at most.
    pub fn post(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        members: &[&[&'static dyn Declared]],
        most_bytes: usize,
    ) -> Self {
        let body = Body { members: members.concat(), most_bytes, example: "" };
        Self { method: HttpMethod::Post, body: Some(body), ..Self::get(path, id, summary) }.refusing(&WITH_A_BODY)
    }

    /// Among which others it stands.
    pub fn of(mut self, tag: &'static str) -> Self {
        self.tag = tag;
        self
    }

    /// What else there is to say.
    pub fn about(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }

    /// With names in its path.
    pub fn at(mut self, names: &[&'static dyn Declared]) -> Self {
        self.in_path = names.to_vec();
        self
    }

    /// With parameters.
    pub fn taking(mut self, parameters: &[&[&'static dyn Declared]]) -> Self {
        self.parameters = parameters.concat();
        self
    }

    /// Answers with `200` in a form; the example is JSON, or nothing.
    pub fn answering(self, media_type: &'static str, about: &'static str, shape: Shape, example: &'static str) -> Self {
        self.also(200, media_type, about, Some(shape), example)
    }

    /// Answers with a status in a form that is no JSON: some text, bytes, or nothing.
    pub fn answering_other(mut self, status: u16, media_type: &'static str, about: &'static str) -> Self {
        let shape = match media_type {
            "" => None,
            text if text.starts_with("text/") => Some(schema::text("")),
            _ => Some(schema::bytes()),
        };
        self.answers.push(Told { status, media_type, about, shape, example: "" });
        self
    }

    /// Answers with a status in a form.
    pub fn also(
        mut self,
        status: u16,
        media_type: &'static str,
        about: &'static str,
        shape: Option<Shape>,
        example: &'static str,
    ) -> Self {
        self.answers.push(Told { status, media_type, about, shape, example });
        self
    }

    /// Refuses with these too.
    pub fn refusing(mut self, statuses: &[u16]) -> Self {
        self.refusals.extend(statuses);
        self.refusals.sort_unstable();
        self.refusals.dedup();
        self
    }

    /// Never refuses with these.
    pub fn never(mut self, statuses: &[u16]) -> Self {
        self.refusals.retain(|status| !statuses.contains(status));
        self
    }

    /// Says nothing of the data, and is not to be kept.
    pub fn passing(mut self) -> Self {
        self.kept = false;
        self
    }

    /// Is a file, of which parts can be asked for.
    pub fn in_parts(mut self) -> Self {
        self.in_parts = true;
        self.refusing(&[416])
    }

    /// The question that the example answers: names in the path and parameters as a query string has them, or a body.
    pub fn asked(mut self, question: &'static str) -> Self {
        match &mut self.body {
            Some(body) => body.example = question,
            None => self.asked = question,
        }
        self
    }

    /// As OpenAPI has it.
    pub(super) fn told(&self) -> utoipa::openapi::path::Operation {
        let mut builder = OperationBuilder::new()
            .operation_id(Some(self.id))
            .tag(self.tag)
            .summary(Some(self.summary))
            .description((!self.about.is_empty()).then_some(self.about));
        for declared in &self.in_path {
            builder = builder.parameter(self.parameter(*declared, ParameterIn::Path));
        }
        for declared in &self.parameters {
            builder = builder.parameter(self.parameter(*declared, ParameterIn::Query));
        }
        if self.kept && self.body.is_none() {
            builder = builder.parameter(of_head(
                "If-None-Match",
                "Tags of answers that the caller has; if one of them still holds, the answer is 304.",
            ));
        }
        if self.in_parts {
            builder = builder.parameter(of_head("Range", RANGE)).parameter(of_head("If-Range", IF_RANGE));
        }
        builder = builder.request_body(self.body.as_ref().map(Body::told));
        for (status, response) in self.responses() {
            builder = builder.response(status.to_string(), response);
        }
        for status in &self.refusals {
            let name = super::document::refusal(*status).map_or("Problem", |refusal| refusal.name);
            builder = builder.response(status.to_string(), RefOr::Ref(Ref::from_response_name(name)));
        }
        builder.build()
    }

    fn parameter(&self, declared: &dyn Declared, place: ParameterIn) -> Parameter {
        let shape = declared.shape(Stands::InAddress);
        let is_list = matches!(&shape, Some(RefOr::T(Schema::Array(_))));
        let needed = matches!(place, ParameterIn::Path) || declared.is_needed();
        let example =
            self.asked.split('&').filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == declared.name());
        let example = example.map(|(_, value)| declared.shown(&percent_decode_str(value).decode_utf8_lossy()));
        ParameterBuilder::new()
            .name(declared.name())
            .parameter_in(place)
            .required(if needed { Required::True } else { Required::False })
            .description(Some(declared.about()))
            .style(is_list.then_some(ParameterStyle::Form))
            .explode(is_list.then_some(false))
            .schema(shape)
            .example(example)
            .build()
    }

    /// Answers that are no refusals, by status.
    fn responses(&self) -> Vec<(u16, Response)> {
        let mut statuses: Vec<u16> = self.answers.iter().map(|told| told.status).collect();
        statuses.dedup();
        let mut responses: Vec<(u16, Response)> =
            statuses.into_iter().map(|status| (status, self.response(status))).collect();
        if self.in_parts {
            responses.push((206, self.part()));
        }
        if self.kept && self.body.is_none() {
            let known = self.with_headers(ResponseBuilder::new().description("The caller has this answer already."));
            responses.push((304, known.build()));
        }
        responses
    }

    fn response(&self, status: u16) -> Response {
        let mut told = self.answers.iter().filter(|told| told.status == status).peekable();
        let about = told.peek().map_or("", |told| told.about);
        let builder = ResponseBuilder::new().description(about);
        let builder = if self.kept { self.with_headers(builder) } else { builder };
        told.filter(|told| !told.media_type.is_empty())
            .fold(builder, |builder, told| builder.content(told.media_type, told.content()))
            .build()
    }

    /// Some of the bytes of an answer, in any of its forms.
    fn part(&self) -> Response {
        let builder = ResponseBuilder::new().description("The bytes that are asked for.");
        let bytes = || ContentBuilder::new().schema(Some(schema::bytes())).build();
        self.answers
            .iter()
            .fold(self.with_headers(builder), |builder, told| builder.content(told.media_type, bytes()))
            .header("Content-Range", header("Which bytes these are, and how many there are in all."))
            .build()
    }

    fn with_headers(&self, builder: ResponseBuilder) -> ResponseBuilder {
        let tag = if self.in_parts {
            "A strong tag: under the same tag stand the same bytes. It is weak where the answer is packed on its way."
        } else {
            "A weak tag of this answer: the same as long as the answer says the same."
        };
        let builder = if self.in_parts {
            builder
                .header("Accept-Ranges", header("Always bytes."))
                .header("Content-Disposition", header("A name under which to keep the file."))
                .header("Link", header("Licences of the sources, with the relation license."))
        } else {
            builder
        };
        builder
            .header("ETag", header(tag))
            .header(
                "Cache-Control",
                header("How long the answer may be kept: never beyond the next opening or closing that alters it."),
            )
            .header("Waystation-Dataset", header("The version of the data that the answer was made from."))
    }
}

impl Told {
    fn content(&self) -> Content {
        ContentBuilder::new().schema(self.shape.clone()).example(serde_json::from_str(self.example).ok()).build()
    }
}

impl Body {
    fn told(&self) -> RequestBody {
        let example: Option<Value> = serde_json::from_str(self.example).ok();
        let content = ContentBuilder::new().schema(Some(body_of(&self.members).build())).example(example).build();
        RequestBodyBuilder::new()
            .description(Some(format!("A JSON object of {} MiB at most.", self.most_bytes >> 20)))
            .required(Some(Required::True))
            .content("application/json", content)
            .build()
    }
}

fn header(about: &str) -> Header {
    let mut header = Header::new(schema::text(""));
    header.description = Some(about.to_owned());
    header
}

/// A header that a request may have.
fn of_head(name: &'static str, about: &'static str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(about))
        .schema(Some(schema::text("")))
        .build()
}
