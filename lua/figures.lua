-- Les figures nommées, que les pages appellent par ::graphique{id=…}.
--
-- Chaque figure a pour titre son message, et une phrase de lecture calculée à partir de ses données :
-- quand la table change, la phrase suit.

local essor = require "essor"

local chiffres = essor.table "ess_chiffres"
local territoires = essor.table "territoires"
local familles = essor.table "familles"
local secteurs = essor.table "secteurs"

-- Avec les décimales de la source : 12 % n'est pas écrit 12,0 %.
local function pourcent(valeur) return essor.number(valeur) .. "\u{A0}%" end

-- Les chiffres qui répondent à un filtre, leur valeur dans une colonne nommée, titrée, avec son unité.
local function mesures(filtre, nom, titre, unite)
  return chiffres:filter(filtre):derive { [nom] = { "valeur", title = titre, unit = unite } }
end

-- « 4,4 points de plus qu'en Normandie »
local function ecart_a(ecart, repere)
  local taille = ecart < 0 and 0 - ecart or ecart
  return essor.number(taille, 1) .. " " .. essor.plural(taille, "point")
    .. (ecart < 0 and " de moins " or " de plus ") .. repere
end

local PART = "Part de l'ESS dans l'emploi salarié"

-- France : la place de l'ESS dans cinq secteurs

local parts_secteurs = mesures({ territoire = "FR", millesime = "publ. 2020",
                                 indicateur = "part_ess_dans_emploi_du_secteur" },
                                "part", "Part de l'ESS dans l'emploi du secteur", "%")
  :left_join(secteurs, "secteur")
  :select("nom_secteur", "secteur", "part")
  :arrange("part", "desc")

essor.figure "secteurs-france" {
  kind = "bars", table = parts_secteurs, label = "nom_secteur", value = "part",
  columns = { "nom_secteur", "part" }, highlight = { "Action sociale", "Sport et loisirs" },
  title = "Dans l'action sociale et le sport, près de six emplois sur dix relèvent de l'ESS",
  measure = "Part de l'ESS dans l'emploi de chaque secteur, France, publication de 2020, en %",
  reading = "dans l'action sociale, " .. pourcent(parts_secteurs:row { secteur = "action_sociale" }.part)
    .. " des emplois relèvent de l'ESS ; dans l'enseignement, "
    .. pourcent(parts_secteurs:row { secteur = "enseignement" }.part) .. ".",
  field = "Cinq secteurs choisis par la source, France.",
  source = "Carenews, « Quel est le poids de l'ESS », publ. 2020.",
}

-- France : les parts publiées, année après année

local parts_france = mesures({ territoire = "FR", indicateur = "part_emploi_salarie",
                               famille = "ensemble" }, "part", PART, "%")
  :distinct("annee", "millesime", "part")
  :arrange("annee")

essor.figure "france-releves" {
  kind = "dots", table = parts_france, label = "millesime", value = "part", start = 9, order = "table",
  columns = { "millesime", "part" },
  hollow = { "publ. 2020" }, hollow_label = "année de la publication",
  mark_label = "année de la donnée",
  title = "Depuis 2010, les parts publiées pour la France tiennent en un demi-point",
  measure = "Part de l'ESS dans l'emploi salarié, France, en %",
  reading = "fin 2021, l'ESS représente " .. pourcent(parts_france:row { millesime = "2021" }.part)
    .. " de l'emploi salarié ; en 2010, la part publiée était de "
    .. pourcent(parts_france:row { millesime = "2010" }.part) .. ".",
  field = "Postes salariés, France. Les valeurs viennent de sources et de périmètres différents : elles ne forment pas une série.",
  source = "Panoramas nationaux, ORESS Normandie, Carenews, préfecture de région Hauts-de-France, Cour des comptes.",
  note = "Le système d'information de l'Insee a changé en 2017 (Clap, puis Flores).",
}

local postes_familles = mesures({ territoire = "FR", millesime = "2019", indicateur = "salaries",
                                  famille = { "associations", "cooperatives", "mutuelles", "fondations" } },
                                "postes", "Postes salariés")
  :left_join(familles, "famille")
  :select("nom_famille", "famille", "postes")
  :arrange("postes", "desc")

essor.figure "france-familles" {
  kind = "bars", table = postes_familles, label = "nom_famille", value = "postes",
  columns = { "nom_famille", "postes" }, highlight = "Associations",
  title = "Les associations portent l'essentiel de l'emploi",
  measure = "Postes salariés de l'ESS par famille, France, 2019",
  reading = "en 2019, les associations comptent environ "
    .. essor.number(postes_familles:row { famille = "associations" }.postes, 0)
    .. " postes, les fondations "
    .. essor.number(postes_familles:row { famille = "fondations" }.postes, 0) .. ".",
  field = "Postes salariés, France ; valeurs arrondies par la source.",
  source = "Carenews, « 14 % de l'emploi privé ».",
}

-- Les treize régions : voir lua/calculs.lua

local regions = essor.table "regions"
local normandie = regions:row { territoire = "REG-28" }
local premiere = regions:row { territoire = "REG-53" }
local derniere = regions:row { territoire = "REG-11" }

essor.figure "regions-carte" {
  kind = "tilemap", table = regions, label = "nom", code = "code", value = "part",
  columns = { "nom", "part", "millesime" },
  steps = { 9, 11, 12 }, highlight = "Normandie",
  title = "La Bretagne et le Sud-Ouest devant, l'Île-de-France et la Corse en retrait",
  measure = "Part de l'ESS dans l'emploi salarié, en %, dernier millésime retenu",
  reading = "en Normandie, " .. pourcent(normandie.part) .. " des postes salariés relèvent de l'ESS en "
    .. normandie.millesime .. ".",
  field = "Treize régions de métropole.",
  source = "Insee, Cress, RTES et presse régionale ; détail ligne à ligne dans le panorama des régions.",
  note = "Les millésimes vont de 2011 à 2024 : la carte situe les régions, elle ne les classe pas.",
}

essor.figure "regions-tableau" {
  kind = "table", table = regions, bar = "part", sort = "-part",
  columns = { "nom", "part", "millesime", "postes", "etablissements", "source_nom" },
  highlight = "Normandie",
  title = "Onze régions sur treize se tiennent entre 9,8 % et 13,9 %",
  measure = "Part de l'ESS dans l'emploi salarié, en %, dernier millésime retenu",
  reading = "la part retenue va de " .. pourcent(derniere.part) .. " en Île-de-France (" .. derniere.millesime
    .. ") à " .. pourcent(premiere.part) .. " en Bretagne (" .. premiere.millesime .. ").",
  field = "Treize régions de métropole ; postes salariés, tous employeurs au dénominateur.",
  source = "Voir la dernière colonne de la table.",
  note = "« publ. » donne l'année de la publication quand celle de la donnée n'est pas dite. Postes et établissements ne sont donnés que s'ils sont du même millésime que la part. Grand Est : « plus de 200 000 » postes, environ 17 000 établissements.",
}

-- Deux régions pour lesquelles plusieurs valeurs ont été publiées

local function releves_de(territoire)
  return mesures({ territoire = territoire, indicateur = "part_emploi_salarie", famille = "ensemble" },
                 "part", PART, "%")
    :select("annee", "millesime", "annee_type", "part", "source_nom")
    :arrange("annee")
end

local bretagne = releves_de "REG-53"

essor.figure "bretagne-releves" {
  kind = "dots", table = bretagne, label = "millesime", value = "part", start = 12, order = "table",
  columns = { "millesime", "part", "source_nom" },
  hollow = bretagne:filter { annee_type = "publication" }:pull "millesime", hollow_label = "année de la publication",
  mark_label = "année de la donnée",
  title = "En Bretagne, de 13,5 % à 14,6 % selon l'année et la source",
  measure = "Part de l'ESS dans l'emploi salarié, Bretagne, en %",
  reading = "la part publiée en 2024 est de " .. pourcent(bretagne:row { millesime = "publ. 2024" }.part)
    .. " ; celle de 2006 était de " .. pourcent(bretagne:row { millesime = "2006" }.part) .. ".",
  field = "Postes salariés ; pour 2014, l'Insee compte des personnes et non des postes.",
  source = "ORESS Bretagne, Insee, Citego, RTES, 7 Jours.",
  note = "Les points viennent de sources différentes : ils ne sont pas reliés.",
}

-- Normandie

local normands = mesures({
    indicateur = "part_emploi_salarie", famille = "ensemble", millesime = "2018",
    territoire = { "REG-28", "FR", "DEP-14", "DEP-27", "DEP-50", "DEP-61", "DEP-76",
                   "EPCI-200066389", "EPCI-200069425", "EPCI-200067205" },
  }, "part", PART, "%")
  :left_join(territoires:select("territoire", "nom", "niveau", "niveau_libelle"), "territoire")
  :derive { groupe = 'if_(niveau == "epci", "Trois intercommunalités de la Manche", "Départements")' }
  :select("nom", "niveau_libelle", "part", "niveau", "territoire", "groupe")
  :arrange("part", "desc"):arrange("groupe")

local orne = normands:row { territoire = "DEP-61" }.part
local region = normands:row { territoire = "REG-28" }.part

essor.figure "normandie-territoires" {
  kind = "dots", table = normands, label = "nom", value = "part", start = 8, group = "groupe", order = "table",
  columns = { "nom", "niveau_libelle", "part" },
  highlight = { "Orne", "Manche" }, reference = { "Normandie", "France" },
  hollow = normands:filter { niveau = "epci" }:pull "nom", hollow_label = "intercommunalité",
  mark_label = "département",
  title = "L'Orne et la Manche portent la moyenne normande",
  measure = "Part de l'ESS dans l'emploi salarié, 31 décembre 2018, en %",
  reading = "dans l'Orne, " .. pourcent(orne) .. " des postes salariés relèvent de l'ESS, soit "
    .. ecart_a(orne - region, "qu'en Normandie") .. ".",
  field = "Postes salariés au 31 décembre, tous employeurs au dénominateur.",
  source = "ORESS Normandie, Les chiffres clés, et France Bleu, octobre 2022.",
  source_url = "https://essnormandie.org/observatoire/les-chiffres-de-less-en-normandie/les-chiffres-cles/",
  note = "Trois intercommunalités seulement sont connues. Le millésime 2018 des départements et des intercommunalités est déduit de la source.",
}

-- Établissements, postes et équivalents temps plein par famille ; les fondations ne sont pas publiées
-- à part : la jointure laisse un « … », et aucune différence ne les remplace.
local function par_famille(territoire, millesime, mesure, nom, titre, unite)
  return mesures({ territoire = territoire, millesime = millesime, indicateur = mesure, secteur = "ensemble" },
                 nom, titre, unite):select("famille", nom)
end

local function familles_de(territoire, millesime)
  return familles:filter 'famille ~= "societes_commerciales_ess"'
    :left_join(par_famille(territoire, millesime, "etablissements_employeurs", "etablissements", "Établissements employeurs"), "famille")
    :left_join(par_famille(territoire, millesime, "salaries", "postes", "Postes salariés"), "famille")
    :left_join(par_famille(territoire, millesime, "etp", "etp", "Équivalents temps plein"), "famille")
    :arrange("ordre")
end

local familles_normandes = familles_de("REG-28", "2018")

essor.figure "normandie-familles-table" {
  kind = "table", table = familles_normandes,
  columns = { "nom_famille", "etablissements", "postes", "etp" }, total = "Ensemble de l’ESS",
  title = "Établissements et emplois de l'ESS par famille",
  measure = "Poids des familles de l'ESS, Normandie, 31 décembre 2018",
  reading = "les coopératives normandes comptent "
    .. essor.number(familles_normandes:row { famille = "cooperatives" }.postes, 0) .. " postes salariés.",
  field = "Établissements employeurs de l'ESS, Normandie.",
  source = "ORESS Normandie, Les chiffres clés.",
  source_url = "https://essnormandie.org/observatoire/les-chiffres-de-less-en-normandie/les-chiffres-cles/",
  note = "Le nombre de postes des associations est arrondi à la centaine. Les fondations ne figurent pas dans l'extrait relevé : la différence entre l'ensemble et les autres familles n'est pas un chiffre publié.",
}

local parts_normandes = familles:filter { famille = { "associations", "cooperatives", "mutuelles", "fondations" } }
  :left_join(par_famille("REG-28", "2018", "part_famille_dans_salaries_ess", "part", "Part des postes de l'ESS", "%"), "famille")
  :left_join(par_famille("REG-28", "2018", "ecart_part_famille_avec_france", "ecart", "Écart à la France", "points"), "famille")
  :arrange("ordre")

essor.figure "normandie-familles" {
  kind = "bars", table = parts_normandes, label = "nom_famille", value = "part",
  columns = { "nom_famille", "part", "ecart" }, highlight = "Associations",
  title = "Trois emplois sur quatre sont associatifs",
  measure = "Répartition des postes salariés de l'ESS par famille, Normandie, 2018, en % ; écart à la France, en points",
  reading = pourcent(parts_normandes:row { famille = "associations" }.part)
    .. " des postes de l'ESS normande sont dans une association, "
    .. ecart_a(parts_normandes:row { famille = "associations" }.ecart, "qu'en France") .. ".",
  field = "Postes salariés de l'ESS au 31 décembre 2018.",
  source = "ORESS Normandie, Les chiffres clés.",
  source_url = "https://essnormandie.org/observatoire/les-chiffres-de-less-en-normandie/les-chiffres-cles/",
}

-- Hauts-de-France

local nordistes = mesures({
    indicateur = "part_emploi_salarie", famille = "ensemble", millesime = "publ. 2020",
    territoire = { "REG-32", "DEP-02", "DEP-59", "DEP-60", "DEP-62", "DEP-80",
                   "EPCI-200093201", "COM-59350", "COM-59512", "COM-59599" },
  }, "part", PART, "%")
  :left_join(territoires:select("territoire", "nom", "niveau", "niveau_libelle"), "territoire")
  :select("nom", "niveau_libelle", "part", "niveau", "territoire")
  :arrange("part", "desc")

essor.figure "hauts-de-france-territoires" {
  kind = "dots", table = nordistes, label = "nom", value = "part", start = 8,
  columns = { "nom", "niveau_libelle", "part" },
  reference = { "Hauts-de-France" },
  hollow = nordistes:filter { niveau = { "epci", "commune" } }:pull "nom", hollow_label = "intercommunalité ou commune",
  mark_label = "département",
  title = "Deux points entre le Pas-de-Calais et l'Oise, dix entre Tourcoing et sa métropole",
  measure = "Part de l'ESS dans l'emploi salarié, panorama régional 2020-2021, en %",
  reading = "dans le Pas-de-Calais, " .. pourcent(nordistes:row { territoire = "DEP-62" }.part)
    .. " de l'emploi salarié relève de l'ESS ; dans l'Oise, "
    .. pourcent(nordistes:row { territoire = "DEP-60" }.part) .. ".",
  field = "Emploi salarié au lieu de travail ; l'année de la donnée n'est pas dite.",
  source = "Panorama de l'ESS en Hauts-de-France 2020-2021, repris par le blog d'Alternatives économiques, 26 janvier 2022.",
  source_url = "https://blogs.alternatives-economiques.fr/abherve/2022/01/26/le-panorama-de-l-ess-dans-les-hauts-de-france",
}

local parts_nordistes = familles:inner_join(
    mesures({ territoire = "REG-32", millesime = "publ. 2020", indicateur = "part_famille_dans_salaries_ess",
              source_nom = "Blog d’Alternatives économiques, 26 janvier 2022, d’après le panorama régional" },
            "part", "Part des postes de l'ESS", "%"):select("famille", "part"), "famille")
  :arrange("ordre")

essor.figure "hauts-de-france-familles" {
  kind = "bars", table = parts_nordistes, label = "nom_famille", value = "part",
  columns = { "nom_famille", "part" },
  title = "Plus de huit emplois sur dix dans les associations",
  measure = "Répartition des postes salariés de l'ESS par famille, Hauts-de-France, panorama 2020-2021, en %",
  reading = "dans les Hauts-de-France, " .. pourcent(parts_nordistes:row { famille = "associations" }.part)
    .. " des postes de l'ESS sont associatifs.",
  field = "Postes salariés de l'ESS.",
  source = "Panorama de l'ESS en Hauts-de-France 2020-2021, repris par le blog d'Alternatives économiques, 26 janvier 2022.",
  source_url = "https://blogs.alternatives-economiques.fr/abherve/2022/01/26/le-panorama-de-l-ess-dans-les-hauts-de-france",
  note = "Les parts publiées, arrondies une à une, ont pour somme 100,1.",
}

-- Languedoc-Roussillon 2010 : la seule table complète, famille par mesure

local lr = familles:inner_join(par_famille("ANC-91", "2010", "etablissements_employeurs", "etablissements", "Établissements employeurs"), "famille")
  :inner_join(par_famille("ANC-91", "2010", "salaries", "postes", "Postes salariés"), "famille")
  :inner_join(par_famille("ANC-91", "2010", "etp", "etp", "Équivalents temps plein"), "famille")
  :inner_join(par_famille("ANC-91", "2010", "masse_salariale_brute", "milliers", "Masse salariale brute", "k€"), "famille")
  :derive { remuneration = { "1000 * milliers / etp", title = "Rémunération brute par ETP", unit = "€", decimals = 0 } }
  :arrange("ordre")

essor.figure "languedoc-roussillon-familles" {
  kind = "table", table = lr,
  columns = { "nom_famille", "etablissements", "postes", "etp", "milliers", "remuneration" },
  total = "Ensemble de l’ESS",
  title = "La rémunération moyenne des coopératives dépasse de près de moitié celle des associations",
  measure = "Poids des familles de l'ESS, Languedoc-Roussillon, 2010",
  reading = "un équivalent temps plein est rémunéré en moyenne "
    .. essor.euros(lr:row { famille = "cooperatives" }.remuneration) .. " bruts par an dans les coopératives, "
    .. essor.euros(lr:row { famille = "associations" }.remuneration) .. " dans les associations.",
  field = "Établissements employeurs de l'ESS, ancienne région Languedoc-Roussillon.",
  source = "Cress et Oress Languedoc-Roussillon, d'après Insee, Clap 2010 ; rémunération par ETP calculée par le site.",
  source_url = "https://studylibfr.com/doc/4327442/panorama-de-l-%C3%A9conomie-sociale-et-solidaire-en-languedoc",
  note = "La masse salariale de l'ensemble dépasse d'un millier d'euros la somme des familles : c'est l'effet des arrondis de la source, laissé tel quel.",
}

-- Les études de cas

local BUDGET_SOLISEINE = 4100000   -- euros, d'après l'Avise

local soliseine = essor.table "soliseine_financement"
  :derive {
    montant = { BUDGET_SOLISEINE .. " * part / 100", title = "Montant calculé", unit = "€", decimals = 0 },
  }

essor.figure "soliseine-financement" {
  kind = "stack", table = soliseine, label = "financeur", value = "part",
  columns = { "financeur", "part", "montant" },
  title = "L'agglomération paie près des deux tiers de Soli'Seine",
  measure = "Financement du budget global de " .. essor.euros(BUDGET_SOLISEINE) .. ", en % ; montants en euros",
  reading = "Caux Seine agglo apporte " .. essor.percent(soliseine:row { financeur = "Caux Seine agglo" }.part, 0)
    .. " du budget, soit environ " .. essor.euros(soliseine:row { financeur = "Caux Seine agglo" }.montant) .. ".",
  note = "Les parts sont celles de la source ; les montants sont calculés à partir d'un budget arrondi, et ne sont que des ordres de grandeur.",
}

local postes_crees = essor.table "entreprendre_postes"

essor.figure "entreprendre-postes" {
  kind = "bars", table = postes_crees, label = "activite", value = "postes",
  title = "L'environnement crée plus de la moitié des postes",
  measure = "Postes créés par activité, à la date de la fiche",
  reading = essor.number(postes_crees:row { activite = "Environnement" }.postes, 0)
    .. " postes ont été créés dans l'environnement.",
}

local subventions = essor.table "entreprendre_financement"
local total = 0
subventions:each(function(ligne) total = total + ligne.montant end)
subventions = subventions:derive {
  part = { "100 * montant / " .. total, title = "Part", unit = "%", decimals = 1 },
}

essor.figure "entreprendre-financement" {
  kind = "table", table = subventions, columns = { "financeur", "montant", "part" },
  title = "La communauté de communes finance près de quatre cinquièmes de l'animation",
  measure = "Subventions à l'association qui anime la démarche, pour trois ans, en euros ; part calculée, en %",
  reading = "la Communauté de communes apporte "
    .. essor.euros(subventions:row { financeur = "Communauté de communes Caux vallée de Seine" }.montant)
    .. " sur un total de " .. essor.euros(total) .. ".",
}

local clauses = essor.table "rouen_clauses"

essor.figure "rouen-clauses" {
  kind = "bars", table = clauses, label = "annee", value = "heures", order = "table",
  columns = { "annee", "marches", "heures", "part_ess", "maitres_ouvrage", "precision" },
  title = "Les heures d'insertion ont augmenté de plus de la moitié entre 2014 et 2018",
  measure = "Heures d'insertion dans les marchés à clause sociale, Métropole Rouen Normandie",
  reading = "en 2018, les marchés à clause ont produit plus de "
    .. essor.number(clauses:row { annee = 2018 }.heures, 0) .. " heures d'insertion, contre "
    .. essor.number(clauses:row { annee = 2014 }.heures, 0) .. " en 2014.",
}
