SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);
CREATE TABLE public.case_view (
    id text NOT NULL,
    opened bigint NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    firm text NOT NULL,
    changed text NOT NULL,
    work bigint DEFAULT 2 NOT NULL,
    searched text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.event (
    sequence bigint NOT NULL,
    kind text NOT NULL,
    stream text NOT NULL,
    version bigint NOT NULL,
    body text NOT NULL,
    digest text NOT NULL
);
CREATE TABLE public.head (
    one bigint NOT NULL,
    sequence bigint NOT NULL,
    digest text NOT NULL
);
CREATE TABLE public.licence_view (
    licence text NOT NULL,
    case_id text NOT NULL,
    standing text NOT NULL,
    until text NOT NULL
);
CREATE TABLE public.request (
    person text NOT NULL,
    request text NOT NULL,
    content text NOT NULL,
    sequence bigint NOT NULL
);
INSERT INTO public._sqlx_migrations VALUES (1, 'log and views', '2026-11-24 21:05:50.063223+00', true, '\x50964bef0552fb561bb2edee28c1c9df11fa2b0a2d44dd27784f91992727411b7553a48afa17b58eab8de25c86f3843b', 36396425);
INSERT INTO public._sqlx_migrations VALUES (2, 'requests', '2026-11-24 21:05:50.109273+00', true, '\xaa618fc8747fc01712046d838a707368bbcdb03b59f719aa72a39cc1469f8b7f57b6fa8d4c74427faf240479fd7ea131', 2582805);
INSERT INTO public._sqlx_migrations VALUES (3, 'work', '2026-11-24 21:05:50.112122+00', true, '\x2ea833323892a4898a73f2c7d9b16a14ee3aa57e5770dcae4374f2ba09220406063e28b705780d69c44cbaaa839b4193', 2473590);
INSERT INTO public.case_view VALUES ('case-1', 30, 16, 'granted', 'firm-1', '2024-03-04T08:00:00Z', 1, '436a965c861d8bf4a2b17383b6afc687b686ffa9f104f0d08780d89fe66fdcea');
INSERT INTO public.event VALUES (1, 'office', 'office', 1, '{"stream":"office","version":1,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"admin","roles":["administrator"]}}', 'f178ccb71fab32e415f8f667143225be9f329bdcfe34a37ae62fe99adeb72ca1');
INSERT INTO public.event VALUES (2, 'office', 'office', 2, '{"stream":"office","version":2,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"applicant","roles":["applicant"],"firm":"firm-1"}}', '3b2206886994b4db5a23261b5c60d926f0bdea34d90843890c4ec360d80cb99e');
INSERT INTO public.event VALUES (3, 'office', 'office', 3, '{"stream":"office","version":3,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"intake","roles":["intake_officer"]}}', '90baec9b00dd5dc8b9cda8e9ede1537945e1a6e8a335ed0e28a92a83d3a1fd8d');
INSERT INTO public.event VALUES (4, 'office', 'office', 4, '{"stream":"office","version":4,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"assessor","roles":["technical_assessor"]}}', '4c9dec463ebd40400770b6caac45b57a2f29c7ebf81c815941effc3d041b0b28');
INSERT INTO public.event VALUES (5, 'office', 'office', 5, '{"stream":"office","version":5,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"officer","roles":["licensing_officer"]}}', '53029911da509b48af1c8425e56101cfc0c802df12f83cfbc461ac7943b9a65b');
INSERT INTO public.event VALUES (6, 'office', 'office', 6, '{"stream":"office","version":6,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"officer-2","roles":["licensing_officer"]}}', '8f4b887f996abecb82e3785ab17b6a7891c1d4937861606d5a3941979f516541');
INSERT INTO public.event VALUES (7, 'office', 'office', 7, '{"stream":"office","version":7,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"signer","roles":["countersigner"]}}', '05ca146ded1b669b550815d7760418cf74184a6fc39b4edc7a720867301ec1b6');
INSERT INTO public.event VALUES (8, 'office', 'office', 8, '{"stream":"office","version":8,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"signer-2","roles":["countersigner"]}}', 'ff383cf30c6cd167b4039cdd3362e86771a89142ffb19ac3bd4fb73a18d080da');
INSERT INTO public.event VALUES (9, 'office', 'office', 9, '{"stream":"office","version":9,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"head","roles":["head_of_unit"]}}', '204f261fbab4d44f7067193a4a7cb1b39aff044f7c7e2385c185fe22e538eeea');
INSERT INTO public.event VALUES (10, 'office', 'office', 10, '{"stream":"office","version":10,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"head-2","roles":["head_of_unit"]}}', '22468cd82d7d17b8ab778cba64799d00432462c55a2d95805a1e6b9c51307e55');
INSERT INTO public.event VALUES (11, 'office', 'office', 11, '{"stream":"office","version":11,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"adviser","roles":["agency_adviser"],"agency":"defence"}}', 'f5f98f0acfe3533df82e4ec414ce2f65ee105e4035327afd40c22a84b188d7b7');
INSERT INTO public.event VALUES (12, 'office', 'office', 12, '{"stream":"office","version":12,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"denials","roles":["denial_officer"]}}', 'a3cddd2c682483d0f6a2afea41f44727e9edea3195a7b3f033d22f8e409f6a30');
INSERT INTO public.event VALUES (13, 'office', 'office', 13, '{"stream":"office","version":13,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"denials-2","roles":["denial_officer"]}}', '339c9a715b6e7481d361b5d4550249cfa6c5177646d0851ef32eabbb3a1e5373');
INSERT INTO public.event VALUES (14, 'office', 'office', 14, '{"stream":"office","version":14,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"screener","roles":["screening_officer"]}}', 'ec019eaf87905bd8965d02fd5df21171aa95b3e509cdd4ace5ccbaa7143ebb55');
INSERT INTO public.event VALUES (15, 'office', 'office', 15, '{"stream":"office","version":15,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"customs","roles":["customs_analyst"]}}', '5cb3e512ecbcfee153ae6a7871ecbffd7d8cf4ca9ec429eb13f8b3dafb0b4782');
INSERT INTO public.event VALUES (16, 'office', 'office', 16, '{"stream":"office","version":16,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"inspector","roles":["verification_inspector"]}}', '659e0d41e2411c8bf85293d9314c32621533545ffc9ecf9a558f0d41e8a42ef8');
INSERT INTO public.event VALUES (17, 'office', 'office', 17, '{"stream":"office","version":17,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"steward","roles":["rule_steward"]}}', '6f22758903825f514fd9b1e5ba8f88d0033450713a8b26d39df8cd6492871e4b');
INSERT INTO public.event VALUES (18, 'office', 'office', 18, '{"stream":"office","version":18,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"steward-2","roles":["rule_steward"]}}', '2fcde57ea7ecc13afecfca1613054db8a9ed1792807679335b94ccce935d3a3a');
INSERT INTO public.event VALUES (19, 'office', 'office', 19, '{"stream":"office","version":19,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"auditor","roles":["auditor"]}}', '7757632b3674fdb73635ae1f60a1b2e34b838a951cb2276efb4e33604512daf0');
INSERT INTO public.event VALUES (20, 'office', 'office', 20, '{"stream":"office","version":20,"at":"2024-03-04T08:00:00Z","by":"admin","role":"administrator","event":{"event":"person_enrolled","person":"system","roles":["system"]}}', '59acd030b9e2698874e3415f4e4f2a535147e19e037da6039dfe85d8f8e69d53');
INSERT INTO public.event VALUES (21, 'office', 'office', 21, '{"stream":"office","version":21,"at":"2024-03-04T08:00:00Z","by":"steward","role":"rule_steward","event":{"event":"law_proposed","digest":"8f1f74adf65864c86d3d471ea8ca9e329d4282489edc156c99604264090774bf","profile":"partner","source":"primary text"}}', 'f4400155798a37445b59246a85cf4126999585b5abd710fa82164a1f6535d004');
INSERT INTO public.event VALUES (22, 'office', 'office', 22, '{"stream":"office","version":22,"at":"2024-03-04T08:00:00Z","by":"steward-2","role":"rule_steward","event":{"event":"law_published","digest":"8f1f74adf65864c86d3d471ea8ca9e329d4282489edc156c99604264090774bf"}}', 'dca88750f2f357a84baa75e1612d5efccf2897dd91d8b9827d838b647742179b');
INSERT INTO public.event VALUES (23, 'office', 'office', 23, '{"stream":"office","version":23,"at":"2024-03-04T08:00:00Z","by":"system","role":"system","event":{"event":"list_published","list":"un","digest":"7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed","as_of":"2024-03-01","entries":1}}', '8eaedc9a8b3fa0893fc68c4e05e0638980e5e90b6f6e8359ac69ae402b8c8156');
INSERT INTO public.event VALUES (24, 'office', 'office', 24, '{"stream":"office","version":24,"at":"2024-03-04T08:00:00Z","by":"steward","role":"rule_steward","event":{"event":"calendar_published","calendar":{"name":"national","edition":"1","weekend":["saturday","sunday"],"holidays":{"2024-03-29":"Good Friday"},"from":"2010-01-01","until":"2040-12-31","offset_minutes":0,"source":"law of holidays","reviewed":true}}}', 'dfa3f013898cfa874eb481865b248bb70f9baa049848d0478fc1f11e497719f3');
INSERT INTO public.event VALUES (25, 'office', 'office', 25, '{"stream":"office","version":25,"at":"2024-03-04T08:00:00Z","by":"steward","role":"rule_steward","event":{"event":"period_set","clock":"decision","period":{"length":{"count":20,"of":{"working":"national"}},"source":"house rules","reviewed":true}}}', 'e4081d8309034feb7b73e3903827484f2df20da30ec79d3bc835824099b8f570');
INSERT INTO public.event VALUES (29, 'office', 'office', 29, '{"stream":"office","version":29,"at":"2024-03-04T08:00:00Z","by":"steward","role":"rule_steward","event":{"event":"period_set","clock":"list_age","period":{"length":{"count":60,"of":"calendar"},"source":"house rules","reviewed":true}}}', '3e1457d46957d7b5bfca282de4610e503dd28c673d4c4b4bddb17cfc24c03197');
INSERT INTO public.event VALUES (33, 'case', 'case:case-1', 4, '{"stream":{"case":"case-1"},"version":4,"at":"2024-03-04T08:00:00Z","by":"intake","role":"intake_officer","event":{"event":"undertaking_filed","undertaking":{"document":"ce5c53dca9b75ba7e26074756ea08b92d27f6a09a4be3fe5e199065a0a864007","signer":"the works'' director","function":"director","authority_checked":true,"signed":"2024-02-01","end_user":{"name":"Car Works","country":"BR"},"consignee":{"name":"Harbour Agency","country":"BR"},"contract":"C-17 of 1 February 2024","items":[{"item":"1","description":"vibration test system","quantity":{"amount":"10","unit":"kilogram"}}],"end_use":"testing of car parts","location":"main works","codes":["end_use_statement","no_retransfer"]}}}', '1ca17834a194274b56f10654bb813842616a51d1ce5309e0f9bf255e41d6b3bb');
INSERT INTO public.event VALUES (37, 'case', 'case:case-1', 6, '{"stream":{"case":"case-1"},"version":6,"at":"2024-03-04T08:00:00Z","by":"officer","role":"licensing_officer","event":{"event":"agency_asked","agency":"defence"}}', '511d79f6193ab9ab299bae508f6d4108e8097d5829b232898033c564345fcc20');
INSERT INTO public.event VALUES (41, 'case', 'case:case-1', 10, '{"stream":{"case":"case-1"},"version":10,"at":"2024-03-04T08:00:00Z","by":"system","role":"system","event":{"event":"screened","screening":{"facts":"5467948c1fec6905fec146cd98c0b0742a6f8aa4cff5b174e985b55509a95838","lists":{"un":"7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"},"parties":{"consignee":{"names":["Harbour Agency"],"hits":[]},"end_user":{"names":["Car Works"],"hits":[]},"exporter":{"names":["Firm One"],"hits":[]}}}}}', 'b01102ab4388d44d4fe4d666e45efddeb810ea16a1445a5f73529ec547536609');
INSERT INTO public.event VALUES (45, 'case', 'case:case-1', 14, '{"stream":{"case":"case-1"},"version":14,"at":"2024-03-04T08:00:00Z","by":"officer","role":"licensing_officer","event":{"event":"licence_granted","terms":{"licence":"L-1","lines":[{"item":"1","quantity":{"amount":"10","unit":"kilogram"},"value":{"amount":"50000","currency":"EUR"}}],"until":"2026-03-03","conditions":[{"id":"use","code":"stated_use_only","due":"standing","text":"use"},{"id":"arrival","code":"confirm_delivery","due":{"days_after_shipment":30},"text":"arrival"}]},"basis":{"facts":"5467948c1fec6905fec146cd98c0b0742a6f8aa4cff5b174e985b55509a95838","law":"8f1f74adf65864c86d3d471ea8ca9e329d4282489edc156c99604264090774bf","lists":{"un":"7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"},"register":1}}}', '4e7bde4ba3b42839a1dbb81faa88ec435bf79bff2eec25963c6a7d24d7ead02c');
INSERT INTO public.event VALUES (26, 'office', 'office', 26, '{"stream":"office","version":26,"at":"2024-03-04T08:00:00Z","by":"steward","role":"rule_steward","event":{"event":"period_set","clock":"advice","period":{"length":{"count":10,"of":{"working":"national"}},"source":"house rules","reviewed":true}}}', 'ab02015e9ff4862feed65cd13688e3b843b22b37772b42fd424f8471039c4588');
INSERT INTO public.event VALUES (30, 'case', 'case:case-1', 1, '{"stream":{"case":"case-1"},"version":1,"at":"2024-03-04T08:00:00Z","by":"applicant","role":"applicant","event":{"event":"case_opened","application":{"firm":"firm-1","kind":"export","from":"DE","destination":"BR","parties":[{"id":"exporter","role":"exporter","name":"Firm One","country":"DE"},{"id":"consignee","role":"consignee","name":"Harbour Agency","country":"BR"},{"id":"end_user","role":"end_user","name":"Car Works","country":"BR"}],"items":[{"id":"1","description":"vibration test system","article":"vibration_test_system","quantity":{"amount":"10","unit":"kilogram"},"value":{"amount":"50000","currency":"EUR"}}],"end_use":{"statement":"testing of car parts","location":"main works","programme":"civil","awareness":"none"},"contract":"C-17 of 1 February 2024"}}}', '036b3308fe1173f9bc4c2119447cfaae75a6c7bb94c8bef12717c476937edd93');
INSERT INTO public.event VALUES (34, 'case', 'case:case-1', 5, '{"stream":{"case":"case-1"},"version":5,"at":"2024-03-04T08:00:00Z","by":"intake","role":"intake_officer","event":{"event":"case_accepted"}}', '59ad8d212ff8296dbb8067766bb99249001c208b1cf57418522c912f21099a8a');
INSERT INTO public.event VALUES (38, 'case', 'case:case-1', 7, '{"stream":{"case":"case-1"},"version":7,"at":"2024-03-04T08:00:00Z","by":"adviser","role":"agency_adviser","event":{"event":"advised","agency":"defence","advice":"approve","reasons":["no concern"],"basis":"export control act","conditions":[]}}', '991abff21706a07c413c66d0399aea369a46b9073e8d884e48f4396f88c2ac7d');
INSERT INTO public.event VALUES (42, 'case', 'case:case-1', 11, '{"stream":{"case":"case-1"},"version":11,"at":"2024-03-04T08:00:00Z","by":"system","role":"system","event":{"event":"assessed","assessment":{"basis":{"as_of":"2024-03-04T08:00:00Z","facts":"5467948c1fec6905fec146cd98c0b0742a6f8aa4cff5b174e985b55509a95838","law":"8f1f74adf65864c86d3d471ea8ca9e329d4282489edc156c99604264090774bf","profile":"partner","lists":{"un":"7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"},"register":1,"assurances":["end_use_statement","no_retransfer"],"judgements":0},"floor":"licence_required","ceiling":"licence_required","matches":[{"item":"1","paragraph":"mtcr:15.B.1","category":"II","certain":true}],"rules":[{"rule":"mtcr:guidelines.1","heading":"case by case","status":"licence_required","certain":true,"cite":"Guidelines, paragraph 1"}],"duties":[],"questions":[],"denials":[],"unreviewed":[]},"changes":[]}}', 'd05aef708c386f93c306bdc14ff212d62c3bafc2c106c07cb75a020808223d1a');
INSERT INTO public.event VALUES (46, 'case', 'case:case-1', 15, '{"stream":{"case":"case-1"},"version":15,"at":"2024-03-04T08:00:00Z","by":"customs","role":"customs_analyst","event":{"event":"shipment_booked","booking":{"shipment":"s1","part":1,"item":"1","quantity":{"amount":"4","unit":"kilogram"},"value":{"amount":"1000","currency":"EUR"},"office":"harbour","reference":"MRN-s1-1","day":"2024-03-04"}}}', '04970da58633d9ac4f38a9e6305d43e1905eaef05f84e06430385bfaf8694c43');
INSERT INTO public.event VALUES (27, 'office', 'office', 27, '{"stream":"office","version":27,"at":"2024-03-04T08:00:00Z","by":"steward","role":"rule_steward","event":{"event":"period_set","clock":"appeal","period":{"length":{"count":28,"of":"calendar"},"source":"house rules","reviewed":true}}}', 'ae30ce9cc68aa0aa77bc38e8a92428af09136b194e87f247100189e4af74f73d');
INSERT INTO public.event VALUES (31, 'case', 'case:case-1', 2, '{"stream":{"case":"case-1"},"version":2,"at":"2024-03-04T08:00:00Z","by":"applicant","role":"applicant","event":{"event":"document_filed","digest":"ce5c53dca9b75ba7e26074756ea08b92d27f6a09a4be3fe5e199065a0a864007","name":"undertaking.pdf","media_type":"application/pdf","bytes":11}}', '0f98eab19e7aa81227c2d7273be8fc21cb44d36047fecef718355854defccdf5');
INSERT INTO public.event VALUES (35, 'denial', 'denial:FR-1', 1, '{"stream":{"denial":"FR-1"},"version":1,"at":"2024-03-04T08:00:00Z","by":"denials","role":"denial_officer","event":{"event":"denial_received","notice":{"id":"FR-1","regime":"mtcr","authority":"FR","decided":"2023-05-01","validity":"regime_default","list_entry":"mtcr:15.B.1","description":"vibration test system","end_user":{"name":"Car Works","country":"BR"},"catch_all":false,"stated_end_use":"","reason":"risk of diversion"}}}', 'f6da04a1f7aec60457abfa7e9d52dfe632edb5b10919609b27ef4e8b73a8beae');
INSERT INTO public.event VALUES (39, 'case', 'case:case-1', 8, '{"stream":{"case":"case-1"},"version":8,"at":"2024-03-04T08:00:00Z","by":"assessor","role":"technical_assessor","event":{"event":"question_asked","question":"q1","asking":{"field":"items[1].properties.force","text":"how much force?"}}}', '71632d6d03cd82088d7ebdf5a6a8c06bd50a0ce96a92e88829612950e258f9af');
INSERT INTO public.event VALUES (43, 'case', 'case:case-1', 12, '{"stream":{"case":"case-1"},"version":12,"at":"2024-03-04T08:00:00Z","by":"officer","role":"licensing_officer","event":{"event":"recommended","recommendation":{"grant":{"terms":{"licence":"L-1","lines":[{"item":"1","quantity":{"amount":"10","unit":"kilogram"},"value":{"amount":"50000","currency":"EUR"}}],"until":"2026-03-03","conditions":[{"id":"use","code":"stated_use_only","due":"standing","text":"use"},{"id":"arrival","code":"confirm_delivery","due":{"days_after_shipment":30},"text":"arrival"}]},"covers":"licence_required","despite":{}}},"reasons":["known maker, civil use"]}}', 'c08a0aca980a20f12d5a2bf7e2b2974578707a47808b0e89d865e02272eae3af');
INSERT INTO public.event VALUES (47, 'case', 'case:case-1', 16, '{"stream":{"case":"case-1"},"version":16,"at":"2024-03-04T08:00:00Z","by":"head","role":"head_of_unit","event":{"event":"licence_suspended","since":"2024-03-04T08:00:00Z","why":"doubts"}}', '569ef98f641300380402001c01b52bfc3ccaf3c5f8a1bd8240311d431141b13f');
INSERT INTO public.event VALUES (28, 'office', 'office', 28, '{"stream":"office","version":28,"at":"2024-03-04T08:00:00Z","by":"steward","role":"rule_steward","event":{"event":"period_set","clock":"undertaking_age","period":{"length":{"count":6,"of":"months"},"source":"house rules","reviewed":true}}}', 'a3ed57b26e322a835126a770cb5bac15e4eebff1073e41e807adb2504dbaf5eb');
INSERT INTO public.event VALUES (32, 'case', 'case:case-1', 3, '{"stream":{"case":"case-1"},"version":3,"at":"2024-03-04T08:00:00Z","by":"applicant","role":"applicant","event":{"event":"submitted","facts":"5467948c1fec6905fec146cd98c0b0742a6f8aa4cff5b174e985b55509a95838"}}', '0bd786fddd30e89ccb3f7383691560c8c9d32bffe5b4c1634e5dffb5c9ff480b');
INSERT INTO public.event VALUES (36, 'denial', 'denial:FR-1', 2, '{"stream":{"denial":"FR-1"},"version":2,"at":"2024-03-04T08:00:00Z","by":"officer","role":"licensing_officer","event":{"event":"denial_read"}}', 'fd251079e9d77f143aca7c716477bea4941b5c7e281e559a3058aa22896ac105');
INSERT INTO public.event VALUES (40, 'case', 'case:case-1', 9, '{"stream":{"case":"case-1"},"version":9,"at":"2024-03-04T08:00:00Z","by":"applicant","role":"applicant","event":{"event":"question_answered","question":"q1","answer":"4 kN"}}', '00e99b73ea8088c482fef865afc983524140f85957c3a19e3db526116cf75cc6');
INSERT INTO public.event VALUES (44, 'case', 'case:case-1', 13, '{"stream":{"case":"case-1"},"version":13,"at":"2024-03-04T08:00:00Z","by":"signer","role":"countersigner","event":{"event":"countersigned","accepted":true,"reasons":[]}}', '4c72d67592942ed0d1b5ef8cea45575717ce6405f0f2a9281db73d6d422e4956');
INSERT INTO public.head VALUES (1, 47, '569ef98f641300380402001c01b52bfc3ccaf3c5f8a1bd8240311d431141b13f');
INSERT INTO public.licence_view VALUES ('L-1', 'case-1', 'suspended', '2026-03-03');
ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.case_view
    ADD CONSTRAINT case_view_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (sequence);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_stream_version_key UNIQUE (stream, version);
ALTER TABLE ONLY public.head
    ADD CONSTRAINT head_pkey PRIMARY KEY (one);
ALTER TABLE ONLY public.licence_view
    ADD CONSTRAINT licence_view_pkey PRIMARY KEY (licence);
ALTER TABLE ONLY public.request
    ADD CONSTRAINT request_pkey PRIMARY KEY (person, request);
CREATE INDEX case_by_firm ON public.case_view USING btree (firm, opened);
CREATE INDEX case_by_opened ON public.case_view USING btree (opened);
CREATE INDEX case_by_state ON public.case_view USING btree (state, opened);
CREATE INDEX case_by_work ON public.case_view USING btree (work, opened);
CREATE INDEX event_by_kind ON public.event USING btree (kind, sequence);
