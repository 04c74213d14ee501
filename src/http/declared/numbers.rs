//! Which numbers may a request say? Whole ones, others, and several at once, each in its range.

use super::{Absence, Declared, Optional, Stands, look_for};
use crate::http::api::schema::{self, Shape};
use crate::http::params::Params;
use serde_json::{Value, json};
use std::ops::RangeInclusive;

/// A whole number.
#[derive(Debug)]
pub struct Whole<A = Optional> {
    /// Its name.
    pub name: &'static str,
    /// From and to, both allowed.
    pub range: RangeInclusive<u64>,
    /// Of what.
    pub unit: &'static str,
    /// What it means that it is not given.
    pub absent: A,
    /// What it means.
    pub about: &'static str,
}

impl<A: Absence<u64>> Whole<A> {
    /// Takes it, or what stands for it.
    pub fn take(&self, params: &mut Params) -> A::Taken {
        self.absent.taken(self.given(params))
    }

    /// Takes it if it is given.
    pub fn given(&self, params: &mut Params) -> Option<u64> {
        look_for(params, self.name, self.absent.refusal());
        params.whole_number(self.name, self.range.clone(), self.unit)
    }
}

impl<A: Absence<u64>> Declared for Whole<A> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn is_needed(&self) -> bool {
        self.absent.refusal().is_some()
    }

    fn shape(&self, _: Stands) -> Option<Shape> {
        Some(schema::whole_in(&self.range, self.unit, self.absent.default().copied()))
    }

    fn shown(&self, text: &str) -> Value {
        text.parse::<u64>().map_or_else(|_| text.into(), Value::from)
    }
}

/// A finite number.
#[derive(Debug)]
pub struct Number<A = Optional> {
    /// Its name.
    pub name: &'static str,
    /// From and to, both allowed.
    pub range: RangeInclusive<f64>,
    /// Of what.
    pub unit: &'static str,
    /// What it means that it is not given.
    pub absent: A,
    /// What it means.
    pub about: &'static str,
}

impl<A: Absence<f64>> Number<A> {
    /// Takes it, or what stands for it.
    pub fn take(&self, params: &mut Params) -> A::Taken {
        self.absent.taken(self.given(params))
    }

    /// Takes it if it is given.
    pub fn given(&self, params: &mut Params) -> Option<f64> {
        self.look_for(params);
        params.number(self.name, self.range.clone(), self.unit)
    }

    /// Takes down that it is missing, if it may not be.
    pub fn look_for(&self, params: &mut Params) {
        look_for(params, self.name, self.absent.refusal());
    }

    /// Takes it whether or not it is in range.
    pub fn unbounded(&self, params: &mut Params) -> Option<f64> {
        params.finite_number(self.name, || self.expected())
    }

    /// What is right, in words.
    pub fn expected(&self) -> String {
        format!("{}, {} to {}", self.unit, self.range.start(), self.range.end())
    }
}

impl<A: Absence<f64>> Declared for Number<A> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn is_needed(&self) -> bool {
        self.absent.refusal().is_some()
    }

    fn shape(&self, _: Stands) -> Option<Shape> {
        Some(schema::number_in(&self.range, self.unit, self.absent.default().copied()))
    }

    fn shown(&self, text: &str) -> Value {
        text.parse::<f64>().map_or_else(|_| text.into(), Value::from)
    }
}

/// Several finite numbers.
#[derive(Debug)]
pub struct Numbers<A = Optional> {
    /// Its name.
    pub name: &'static str,
    /// How many at least and at most.
    pub count: RangeInclusive<usize>,
    /// From and to, both allowed for each.
    pub range: RangeInclusive<f64>,
    /// Which, in words.
    pub unit: &'static str,
    /// What it means that they are not given.
    pub absent: A,
    /// What they mean.
    pub about: &'static str,
}

impl<A: Absence<&'static [f64]>> Numbers<A> {
    /// Takes them if they are given, however many and whether or not they are in range.
    pub fn given(&self, params: &mut Params) -> Option<Vec<f64>> {
        params.numbers(self.name, self.unit)
    }
}

impl<A: Absence<&'static [f64]>> Declared for Numbers<A> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn shape(&self, _: Stands) -> Option<Shape> {
        let each = schema::number_in(&self.range, self.unit, None);
        Some(schema::list_in(self.count.clone(), each, self.absent.default().map(|default| json!(default))))
    }

    fn shown(&self, text: &str) -> Value {
        text.split(',').map(|number| number.parse::<f64>().map_or_else(|_| number.into(), Value::from)).collect()
    }
}
