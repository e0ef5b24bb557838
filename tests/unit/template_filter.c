/* tests/unit/template_filter.c - the filters of templates. */
#include "template_site.h"

TEST(filters_of_dates)
{
    renders("{{ page.date }} {{ page.date | date }} {{ page.date | iso }}", "2024-03-01 1er\u00A0mars\u00A02024 2024-03-01");
    renders("{{ '2024-03-28T10:00:00Z' | date }} {{ page.date.year }}", "28\u00A0mars\u00A02024 2024");
    fails("{{ 'x' | date }}", "1:0: error[E0612]: this filter wants a date, this is a text");
}

TEST(filters_of_texts)
{
    renders("{{ 'élan' | upper_first }} {{ 'L\\'Haÿ' | slug }} {{ nil | default('x') }} {{ '' | default('y') }}",
            "Élan l-hay x y");
    renders("{{ 'a&b c/é' | url }} {{ page.url | absolute }} {{ 'https://x.example/' | absolute }}",
            "a%26b%20c%2F%C3%A9 https://obs.example/sous/etudes/x/ https://x.example/");
    renders("{{ page.content | strip }}", "Texte &amp; fin Suite");
    renders("{{ 'un deux trois' | truncate(9) }} {{ 'un' | truncate(9) }} {{ 'abcdef' | truncate(3) }}",
            "un deux… un abc…");
    renders("{{ '<b>' | raw }} {{ '<b>' }}", "<b> &lt;b&gt;");
    renders("{{ 'vrai ?' | typo }}", "vrai\u202F?");
}

TEST(filters_of_numbers)
{
    renders("{{ 1234567 }} {{ 10.5 }} {{ 10.5 | machine }}", "1234567 10,5 10.5");
    renders("{{ 10.7 | percent(1) }} {{ 112172 | number(0) }}", "10,7\u00A0% 112\u202F172");
    renders("{{ 1 | ordinal }} {{ 2 | plural('poste', 'postes') }}", "1er postes");
    renders("{% if nil | percent(1) %}a{% else %}b{% end %}", "b");
    renders("<a href=\"/x?n={{ 10.5 }}\">", "<a href=\"/x?n=10.5\">");
}

TEST(filters_of_lists)
{
    renders("{{ {'a', 'b'} | join(' / ') }} {{ {'a', 'b'} | length }} {{ nil | length }}{{ length({1}) }}", "a / b 2 01");
    renders("{{ {'a', 'b'} | first }} {{ {'a', 'b', 'c'} | first(2) | join('') }} {{ {'a', 'b'} | reversed | join }}",
            "a ab b, a");
    renders("{% set l = {{n='é', v=2}, {n='z', v=10}, {n='a'}} %}"
            "{% for x in l | sort_by('n') %}{{ x.n }}{% end %} {% for x in l | sort_by('v', 'desc') %}{{ x.n }}{% end %} "
            "{% for x in l | where('v', 2) %}{{ x.n }}{% end %} {% for x in l | where('v') %}{{ x.n }}{% end %}",
            "aéz zéa é éz");
    renders("{% for g in {{k=1,v='a'},{k=2,v='b'},{k=1,v='c'}} | group_by('k') %}{{ g.key }}:"
            "{% for x in g.items %}{{ x.v }}{% end %} {% end %}", "1:ac 2:b ");
    fails("{% for k in {a = 1} %}{% end %}",
          "1:0: error[E0612]: a loop wants a list, this is a table of keys; write {% for key, value in pairs(x) %}");
    fails("{% for k in 3 %}{% end %}", "1:0: error[E0612]: a loop wants a list, this is a number");
}

TEST(filter_cell_shows_signs)
{
    renders("{{ {text = '10 263', state = 'value', status = 'e'} | cell }}",
            "10 263<span class=\"signe apres\"> e</span>");
    renders("{{ {text = '…', state = 'missing', status = ''} | cell }}", "<span class=\"signe\">…</span>");
    fails("{{ 12 | cell }}", "1:9: error[E0612]: 'cell' wants row:cell(\"column\"), this is a number");
}
