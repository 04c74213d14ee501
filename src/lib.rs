#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod json_text;
mod niceness;

pub mod geodesy;

pub mod hours;

pub mod station;

pub mod index;

pub mod coverage;

pub mod siting;

pub mod tiles;

pub mod words;

pub mod ingest;

pub mod exchange;

pub mod cql2;

pub mod store;

pub mod web;

pub mod http;

pub mod cli;
