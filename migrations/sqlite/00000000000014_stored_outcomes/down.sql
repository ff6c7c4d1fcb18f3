DELETE FROM kept_count WHERE figure = 'stored';
