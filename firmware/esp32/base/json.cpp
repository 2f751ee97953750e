#include "json.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

namespace {

constexpr int deepest = 8;

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') {
      out += '\\';
      out += letter;
    } else if (static_cast<unsigned char>(letter) < 0x20) {
      char escaped[7];
      snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(letter));
      out += escaped;
    } else {
      out += letter;
    }
  }
  return out += '"';
}

/** Walks through a text once; every function says whether it found what it is called after, and stands behind it then. */
class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text) {}

  bool object(std::map<std::string, std::string>* texts, int depth) {
    if (!mark('{')) return false;
    if (mark('}')) return true;
    do {
      std::string key;
      space();
      if (!string(key) || !mark(':') || !member(key, texts, depth)) return false;
    } while (mark(','));
    return mark('}');
  }

  bool isAtEnd() {
    space();
    return at_ == text_.size();
  }

 private:
  bool member(const std::string& key, std::map<std::string, std::string>* texts, int depth) {
    space();
    if (peek() != '"') {
      if (texts != nullptr) texts->erase(key);
      return value(depth);
    }
    std::string found;
    if (!string(found)) return false;
    if (texts != nullptr) (*texts)[key] = found;
    return true;
  }

  bool value(int depth) {
    space();
    std::string ignored;
    switch (peek()) {
      case '"':
        return string(ignored);
      case '{':
        return depth > 1 && object(nullptr, depth - 1);
      case '[':
        return depth > 1 && list(depth - 1);
      default:
        return word("true") || word("false") || word("null") || number();
    }
  }

  bool list(int depth) {
    if (!mark('[')) return false;
    if (mark(']')) return true;
    do {
      if (!value(depth)) return false;
    } while (mark(','));
    return mark(']');
  }

  bool string(std::string& out) {
    if (peek() != '"') return false;
    at_++;
    while (at_ < text_.size()) {
      const char letter = text_[at_++];
      if (letter == '"') return true;
      if (static_cast<unsigned char>(letter) < 0x20) return false;
      if (letter != '\\') {
        out += letter;
      } else if (!escape(out)) {
        return false;
      }
    }
    return false;
  }

  bool escape(std::string& out) {
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    if (at_ >= text_.size()) return false;
    const char letter = text_[at_++];
    if (letter == 'u') return unicode(out);
    const char* found = letter == '\0' ? nullptr : strchr(letters, letter);
    if (found == nullptr) return false;
    out += meanings[found - letters];
    return true;
  }

  /** Beyond ASCII nothing is asked for here: a question mark stands for it. */
  bool unicode(std::string& out) {
    unsigned code = 0;
    for (int digit = 0; digit < 4; digit++) {
      const char letter = peek();
      if (!isxdigit(static_cast<unsigned char>(letter))) return false;
      code = code * 16 + static_cast<unsigned>(letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10);
      at_++;
    }
    out += code >= 0x20 && code < 0x7f ? static_cast<char>(code) : '?';
    return true;
  }

  bool number() {
    if (peek() == '-') at_++;
    if (!(peek() == '0' ? digit() : digits())) return false;
    if (peek() == '.') {
      at_++;
      if (!digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      at_++;
      if (peek() == '+' || peek() == '-') at_++;
      return digits();
    }
    return true;
  }

  bool digit() {
    if (peek() < '0' || peek() > '9') return false;
    at_++;
    return true;
  }

  bool digits() {
    if (!digit()) return false;
    while (digit()) continue;
    return true;
  }

  bool word(const char* wanted) {
    const size_t length = strlen(wanted);
    if (text_.compare(at_, length, wanted) != 0) return false;
    at_ += length;
    return true;
  }

  bool mark(char wanted) {
    space();
    if (peek() != wanted) return false;
    at_++;
    return true;
  }

  void space() {
    while (at_ < text_.size() && strchr(" \t\r\n", text_[at_]) != nullptr && text_[at_] != '\0') at_++;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  const std::string& text_;
  size_t at_ = 0;
};

}  // namespace

JsonText& JsonText::text(const char* key, const std::string& value) { return raw(key, quoted(value)); }

JsonText& JsonText::number(const char* key, int64_t value) { return raw(key, std::to_string(value)); }

JsonText& JsonText::decimal(const char* key, double value, int decimals) {
  if (!isfinite(value)) return null(key);
  char shown[48];
  snprintf(shown, sizeof shown, "%.*f", decimals, value);
  std::string text = shown;
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return raw(key, text == "-0" ? "0" : text);
}

JsonText& JsonText::flag(const char* key, bool value) { return raw(key, value ? "true" : "false"); }

JsonText& JsonText::null(const char* key) { return raw(key, "null"); }

JsonText& JsonText::raw(const char* key, const std::string& json) {
  written_ += written_.empty() ? "{" : ",";
  written_ += quoted(key);
  written_ += ':';
  written_ += json;
  return *this;
}

std::string JsonText::end() { return (written_.empty() ? "{" : written_) + "}"; }

bool JsonFields::parse(const std::string& json) {
  texts_.clear();
  Reader reader(json);
  if (reader.object(&texts_, deepest) && reader.isAtEnd()) return true;
  texts_.clear();
  return false;
}

bool JsonFields::text(const char* key, std::string& value) const {
  const auto found = texts_.find(key);
  if (found == texts_.end()) return false;
  value = found->second;
  return true;
}
