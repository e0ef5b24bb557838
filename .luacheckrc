std = "lua54"
color = false
max_line_length = 120
files["tests/property/*.lua"] = { max_line_length = 220 }     -- fragments of templates
files["lua/*.lua"] = { max_line_length = false }        -- sentences of the site
exclude_files = { "build", "tests/browser/node_modules" }
