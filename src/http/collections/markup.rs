//! How does a text get into a page? Escaped, so that whatever the data says is shown and never acts.

use std::fmt::Write;

/// A text between tags or in a quoted attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// What the data says, kept from turning the direction of what stands around it.
pub fn said(text: &str) -> String {
    format!("<bdi>{}</bdi>", escaped(text))
}

/// A link; what it leads to is an address of ours.
pub fn anchor(href: &str, inner: &str) -> String {
    format!("<a href=\"{}\">{inner}</a>", escaped(href))
}

/// A link that says what it is to the page.
pub fn related(rel: &str, href: &str, inner: &str) -> String {
    format!("<a rel=\"{}\" href=\"{}\">{inner}</a>", escaped(rel), escaped(href))
}

/// A table with a caption; cells are markup.
pub fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> String {
    let caption = escaped(caption);
    let mut out = format!(
        "<div class=\"wide\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\"><table><caption>{caption}</caption><thead><tr>"
    );
    for head in heads {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escaped(head));
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        out.push_str("<tr>");
        for (place, cell) in row.iter().enumerate() {
            let (tag, scope) = if place == 0 { ("th", " scope=\"row\"") } else { ("td", "") };
            let _ = write!(out, "<{tag}{scope}>{cell}</{tag}>");
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    out
}

/// Terms and what they stand for; both are markup.
pub fn definitions(pairs: impl Iterator<Item = (String, String)>) -> String {
    let mut out = String::from("<dl>");
    for (term, what) in pairs {
        let _ = write!(out, "<div><dt>{term}</dt><dd>{what}</dd></div>");
    }
    out.push_str("</dl>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_is_markup() {
        let hostile = "</td><script>alert('1')</script>\"&";
        let expected = "&lt;/td&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;";
        assert_eq!(escaped(hostile), expected);
        assert_eq!(anchor("\" onclick=\"x", "a"), "<a href=\"&quot; onclick=&quot;x\">a</a>");
    }
}
